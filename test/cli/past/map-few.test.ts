import { expect, test } from "vitest";
import { mapFew } from "../../../src/cli/past/map-few.ts";

test("gives results in the order of the items, and never works on more than it may", async () => {
  let working = 0;
  let most = 0;
  const results = await mapFew([5, 1, 4, 2, 3], 2, async (turns) => {
    most = Math.max(most, ++working);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    working--;
    return turns * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("fails with the first that fails", async () => {
  const fail = async (item: number): Promise<never> => {
    throw new Error(`item ${item}`);
  };
  await expect(mapFew([1, 2], 2, fail)).rejects.toThrow("item 1");
});
