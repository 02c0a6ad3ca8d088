import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkNode } from "../../src/cli/check-node.ts";

const { engines } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { engines: { node: string } };
const oldest = Number(engines.node.replace(">=", ""));

test("takes every Node that package.json names, and says which is needed to an older one", () => {
  expect(() => checkNode(`${oldest}.0.0`)).not.toThrow();
  expect(() => checkNode(`${oldest + 4}.1.0`)).not.toThrow();
  expect(() => checkNode(`${oldest - 1}.9.9`)).toThrow(`Node ${oldest} or later`);
});
