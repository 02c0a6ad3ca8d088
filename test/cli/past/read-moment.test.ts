import { expect, test } from "vitest";
import { readMoment } from "../../../src/cli/past/read-moment.ts";

const utc = { offsetAt: () => 0 };
const now = Date.parse("2026-11-20T08:00:00Z");

test("reads a moment into milliseconds", () => {
  expect(readMoment("--at", "03:12", now, utc)).toBe(Date.parse("2026-11-20T03:12:00Z"));
  expect(readMoment("--at", "-2h", now, utc)).toBe(Date.parse("2026-11-20T06:00:00Z"));
});

test("names the option, what came and what was expected, as safe text", () => {
  expect(() => readMoment("--from", "25:00\x9b", now, utc)).toThrow(
    /^--from: expected a time of day here such as 03:12, .*, got "25:00\uFFFD"$/,
  );
});
