import { type Scan } from "../history/scan.ts";

/** Rows sorted in one go: about 2 ms of 4,096. */
const runLength = 4096;

/** Takes rows in any order and gives the first of them in theirs. */
export interface FirstRows<Row> {
  add(row: Row): void;
  /** At most `keep` of those added, sorted. Lets others work in between. Called once. */
  sorted(scan: Scan): Promise<Row[]>;
}

/**
 * Keeps the first `keep` rows of an order. Where these are few, all others are gone as soon as they come:
 * once `keep` rows are known, a row behind the last of them costs one comparison. Where they are many,
 * rows are sorted in runs, and the runs merged at the end, so that no step takes long.
 */
export const createFirstRows = <Row>(
  compare: (a: Row, b: Row) => number,
  keep: number,
): FirstRows<Row> => {
  const isFew = keep <= runLength / 2;
  const runs: Row[][] = [];
  let rows: Row[] = [];
  let bound: Row | undefined;
  return {
    add: (row) => {
      if (bound !== undefined && compare(row, bound) >= 0) return;
      if (rows.push(row) < runLength) return;
      rows.sort(compare);
      if (isFew) {
        rows.length = keep;
        bound = rows.at(-1);
      } else {
        runs.push(rows);
        rows = [];
      }
    },
    sorted: async (scan) => {
      rows.sort(compare);
      runs.push(rows);
      let left = runs;
      while (left.length > 1) {
        const merged: Row[][] = [];
        for (let at = 0; at < left.length; at += 2)
          merged.push(await merge(left[at] as Row[], left[at + 1] ?? [], compare, scan));
        left = merged;
      }
      return (left[0] as Row[]).slice(0, keep);
    },
  };
};

const merge = async <Row>(
  a: readonly Row[],
  b: readonly Row[],
  compare: (a: Row, b: Row) => number,
  scan: Scan,
): Promise<Row[]> => {
  const merged: Row[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const isFromA = j === b.length || (i < a.length && compare(a[i] as Row, b[j] as Row) <= 0);
    merged.push((isFromA ? a[i++] : b[j++]) as Row);
    if (merged.length % runLength === 0) await scan.rest();
  }
  return merged;
};
