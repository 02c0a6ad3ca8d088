import { expect, test } from "vitest";
import { nestedJson } from "../../src/protocol/nested-json.ts";

const rows = (...depths: number[]) => depths.map((depth, id) => ({ depth, row: { id } }));

test("rows stand below the nearest row before them that is less deep", () => {
  expect(JSON.parse(nestedJson(rows(0, 1, 2, 1, 0)))).toEqual([
    {
      id: 0,
      children: [
        { id: 1, children: [{ id: 2, children: [] }] },
        { id: 3, children: [] },
      ],
    },
    { id: 4, children: [] },
  ]);
});

test("no rows are an empty array", () => {
  expect(nestedJson([])).toBe("[]");
});

test("a chain deeper than a call stack is written whole", () => {
  const depth = 100_000;
  const text = nestedJson(rows(...Array.from({ length: depth }, (_, i) => i)));
  expect(text.match(/"children":\[/g)).toHaveLength(depth);
  expect(text.endsWith(`${"]}".repeat(depth)}]`)).toBe(true);
});
