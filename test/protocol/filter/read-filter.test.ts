import { expect, test } from "vitest";
import { readFilter } from "../../../src/protocol/filter/read-filter.ts";
import { ProcmonError } from "../../../src/protocol/procmon-error.ts";

const errorOf = (text: string): ProcmonError => {
  try {
    readFilter(text);
  } catch (error) {
    if (error instanceof ProcmonError) return error;
  }
  throw new Error("expected a ProcmonError");
};

test("gives the filter of a text that can be read", () => {
  expect(readFilter("node")).toEqual({ kind: "text", text: "node" });
});

test("points at the token with carets", () => {
  const error = errorOf("cpu > 5 and usr = root or x");
  expect(error.code).toBe("PROCMON_FILTER_SYNTAX");
  expect(error.message.split("\n")).toEqual([
    "filter: there is no field usr; did you mean user?",
    "  cpu > 5 and usr = root or x",
    "              ^^^",
  ]);
});

test("points behind a text that ends too early", () => {
  expect(errorOf("cpu >").message.split("\n")).toEqual([
    "filter: expected a value after >",
    "  cpu >",
    "       ^",
  ]);
});

test("shows the surroundings only, and made safe, of a long text", () => {
  const [, line, carets] = errorOf(
    `${"a ".repeat(500)}\u001b = 1${" b".repeat(500)}`,
  ).message.split("\n");
  expect(line?.length).toBeLessThan(120);
  expect(line?.charAt(carets?.indexOf("^") ?? 0)).toBe("␛");
});
