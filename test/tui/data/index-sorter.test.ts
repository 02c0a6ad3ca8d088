import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IndexSorter } from "../../../src/tui/data/index-sorter.ts";
import { defaultDescending, sortFieldNamed } from "../../../src/tui/data/sort-field.ts";
import { TextRanks } from "../../../src/tui/data/text-ranks.ts";

const sorter = new IndexSorter();

const sorted = (values: readonly number[], descending: boolean): number[] => {
  const order = new Int32Array(values.length);
  sorter.sort(Float64Array.from(values), values.length, descending, order);
  return [...order];
};

describe("sorting", () => {
  test("puts absent values last in both directions, and equal ones in index order", () => {
    expect(sorted([3, Number.NaN, 1, 3, 0], true)).toEqual([0, 3, 2, 4, 1]);
    expect(sorted([3, Number.NaN, 1, 3, 0], false)).toEqual([4, 2, 0, 3, 1]);
  });

  test("tells numbers apart that are equal in 32 bits", () => {
    const day = 1_800_000_000_000;
    const values = Array.from({ length: 100 }, (_, i) => day + ((i * 37) % 100));
    const ordered = sorted(values, false).map((i) => values[i]);
    expect(ordered).toEqual(values.toSorted((a, b) => a - b));
  });

  test("orders any numbers as a comparator would", () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: 2 ** 40, max: 2 ** 40 + 50 }),
    );
    fc.assert(
      fc.property(fc.array(number), fc.boolean(), (values, descending) => {
        const sign = descending ? -1 : 1;
        const compare = (a: number, b: number): number => {
          const x = values[a] as number;
          const y = values[b] as number;
          if (Number.isNaN(x) || Number.isNaN(y))
            return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
          return x === y ? a - b : (x < y ? -1 : 1) * sign;
        };
        expect(sorted(values, descending)).toEqual(values.map((_, i) => i).toSorted(compare));
      }),
    );
  });
});

describe("ranks of texts", () => {
  const rank = (ranks: TextRanks, texts: readonly (string | null)[]): number[] => {
    const keys = new Float64Array(texts.length);
    ranks.rank((i) => texts[i] ?? null, texts.length, keys);
    return sorted([...keys], false);
  };

  test("order texts without regard to case, absent ones last", () => {
    expect(rank(new TextRanks(), ["node", null, "Bash", "alpha"])).toEqual([3, 2, 0, 1]);
  });

  test("stay right when new texts come between known ones", () => {
    const ranks = new TextRanks();
    rank(ranks, ["a", "c"]);
    expect(rank(ranks, ["c", "b", "a", "bb"])).toEqual([2, 1, 3, 0]);
  });

  test("do not grow without bound as texts come and go", () => {
    const ranks = new TextRanks();
    for (let round = 0; round < 5000; round++) rank(ranks, [`x${round}`]);
    expect(ranks.size).toBeLessThan(2000);
  });
});

test("a field to sort by is named by its id or an alias, measures largest first", () => {
  expect(sortFieldNamed("RSS")).toBe("memory_rss");
  expect(sortFieldNamed("host")).toBe("host");
  expect(sortFieldNamed("nonsense")).toBeUndefined();
  expect(["cpu_percent", "memory_rss", "age"].map((id) => defaultDescending(id as "age"))).toEqual([
    true,
    true,
    true,
  ]);
  expect(["pid", "username", "status", "nice"].map((id) => defaultDescending(id as "pid"))).toEqual(
    [false, false, false, false],
  );
});
