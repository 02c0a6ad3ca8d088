import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProcessTable } from "../../src/protocol/process-table.ts";
import { computeSubtreeSums, computeTree } from "../../src/protocol/process-tree.ts";

/** Slot i holds the i-th `[pid, ppid, rss]`. */
const tableOf = (...rows: readonly (readonly [number, number, number?])[]): ProcessTable => {
  const table = new ProcessTable(4);
  for (const [slot, [pid, ppid, rss]] of rows.entries()) {
    table.add(slot, pid, pid * 10);
    table.numbers.ppid[slot] = ppid;
    table.numbers.memory_rss[slot] = rss ?? Number.NaN;
  }
  return table;
};

const childrenOf = (tree: ReturnType<typeof computeTree>, slot: number): number[] => {
  const children: number[] = [];
  for (let at = tree.firstChild[slot] as number; at >= 0; at = tree.nextSibling[at] as number)
    children.push(at);
  return children;
};

describe("computeTree", () => {
  test("hangs each process under its parent, in slot order", () => {
    const tree = computeTree(tableOf([30, 10], [1, 0], [10, 1], [20, 1], [40, 10]));
    expect([...tree.parent]).toEqual([2, -1, 1, 1, 2]);
    expect([...tree.roots]).toEqual([1]);
    expect(childrenOf(tree, 1)).toEqual([2, 3]);
    expect(childrenOf(tree, 2)).toEqual([0, 4]);
    expect([...tree.preorder]).toEqual([1, 2, 0, 4, 3]);
    expect([...tree.depth]).toEqual([2, 0, 1, 1, 2]);
  });

  test("puts siblings and roots in the order of the given slots", () => {
    const table = tableOf([1, 0], [10, 1], [20, 1], [2, 0], [30, 1]);
    const tree = computeTree(table, [3, 4, 1, 0, 2]);
    expect([...tree.roots]).toEqual([3, 0]);
    expect([...tree.preorder]).toEqual([3, 0, 4, 1, 2]);
  });

  test("makes a process whose parent is gone or takes no part a root", () => {
    const table = tableOf([1, 0], [10, 1], [20, 10], [30, 999]);
    expect([...computeTree(table).roots]).toEqual([0, 3]);
    expect([...computeTree(table, [0, 2, 3]).roots]).toEqual([0, 2, 3]);
  });

  test("takes a process that names itself, or whose parent is unknown, for a root", () => {
    const table = tableOf([0, 0], [5, Number.NaN], [6, 0]);
    const tree = computeTree(table);
    expect([...tree.roots]).toEqual([0, 1]);
    expect(childrenOf(tree, 0)).toEqual([2]);
  });

  test("cuts a ring of parents at its lowest pid, wherever it is entered", () => {
    const table = tableOf([50, 30], [10, 20], [20, 30], [30, 10]);
    for (const slots of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
    ]) {
      const tree = computeTree(table, slots);
      expect([...tree.roots]).toEqual([1]);
      expect([...tree.preorder].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    }
  });

  test("holds a chain deeper than any call stack", () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => [i + 1, i, 1] as const);
    const table = tableOf(...rows);
    const tree = computeTree(table);
    expect(tree.depth[49_999]).toBe(49_999);
    expect(computeSubtreeSums(table, tree, "memory_rss")[0]).toBe(50_000);
  });

  test("lists every process once and each parent before its children, whatever the parents", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 30 }), (ppids) => {
        const table = tableOf(...ppids.map((ppid, i) => [i + 1, ppid] as const));
        const { preorder, parent } = computeTree(table);
        const place = new Map([...preorder].map((slot, i) => [slot, i]));
        expect(place.size).toBe(ppids.length);
        for (const [slot, at] of place) {
          const above = parent[slot] as number;
          if (above >= 0) expect(place.get(above)).toBeLessThan(at);
        }
      }),
    );
  });
});

describe("computeSubtreeSums", () => {
  test("adds what is below to each process and counts an absent value for nothing", () => {
    const table = tableOf([1, 0, 100], [10, 1], [20, 10, 7], [30, 10], [40, 30]);
    const sums = computeSubtreeSums(table, computeTree(table), "memory_rss");
    expect([...sums]).toEqual([107, 7, 7, Number.NaN, Number.NaN]);
    expect(table.numbers.memory_rss[0]).toBe(100);
  });
});
