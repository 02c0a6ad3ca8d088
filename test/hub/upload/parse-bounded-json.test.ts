import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBoundedJson } from "../../../src/hub/upload/parse-bounded-json.ts";

const nested = (depth: number): Buffer => Buffer.from("[".repeat(depth) + "]".repeat(depth));

test("takes what is nested up to the limit, and refuses what is deeper, however deep", () => {
  expect(parseBoundedJson(nested(16), 16)).toBeInstanceOf(Array);
  for (const depth of [17, 5_000_000])
    expect(() => parseBoundedJson(nested(depth), 16)).toThrow(
      expect.objectContaining({
        code: "PROCMON_FRAME_TOO_LARGE",
        message: "expected at most 16 arrays and objects within each other",
      }),
    );
});

test("takes every JSON value for what it is, brackets in texts included", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      expect(parseBoundedJson(Buffer.from(text), 16)).toEqual(JSON.parse(text));
    }),
  );
  const tricky = { 'a"[[[': '\\"[{[{', b: "\\", c: ["]]"] };
  expect(parseBoundedJson(Buffer.from(JSON.stringify(tricky)), 2)).toEqual(tricky);
});

test("passes over a byte order mark, as PowerShell writes it", () => {
  expect(parseBoundedJson(Buffer.from("\uFEFF[1]"), 16)).toEqual([1]);
});

test.each([
  ["", "nothing"],
  ["{", "1 bytes that are none"],
  ["\u001b[2J", "4 bytes that are none"],
  ["[1]]", "4 bytes that are none"],
  ["--token=x1", "10 bytes that are none"],
])("refuses what is no JSON without repeating it: %j", (text, came) => {
  expect(() => parseBoundedJson(Buffer.from(text), 16)).toThrow(
    expect.objectContaining({
      code: "PROCMON_BODY_UNREADABLE",
      message: `expected one JSON object, got ${came}`,
    }),
  );
});
