import { expect, test } from "vitest";
import { nearestName } from "../../src/protocol/nearest-name.ts";

const names = ["port", "user", "status", "memory_rss", "memory_vms", "cpu"];

test.each([
  ["prot", "port"],
  ["usr", "user"],
  ["users", "user"],
  ["Statsu", "status"],
  ["memroy_rs", "memory_rss"],
  ["cpi", "cpu"],
  ["colour", undefined],
  ["", undefined],
  ["x".repeat(5000), undefined],
])("%s: was it %s?", (name, wanted) => {
  expect(nearestName(name, names)).toBe(wanted);
});
