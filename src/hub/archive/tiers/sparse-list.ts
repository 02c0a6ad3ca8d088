/**
 * Places of a column that are not 0: `[gaps, values]`. The first gap is the first such place, 0 the first
 * of the column; each further one the distance to the next.
 */
export type SparseList = readonly [gaps: readonly number[], values: readonly number[]];

/** Undefined where all are 0. */
export const sparseListOf = (
  length: number,
  valueAt: (place: number) => number,
): SparseList | undefined => {
  let list: [number[], number[]] | undefined;
  let last = 0;
  for (let i = 0; i < length; i++) {
    const value = valueAt(i);
    if (value === 0) continue;
    list ??= [[], []];
    list[0].push(i - last);
    list[1].push(value);
    last = i;
  }
  return list;
};

export const readSparseList = (list: SparseList | undefined, length: number): Float64Array => {
  const column = new Float64Array(length);
  if (list === undefined) return column;
  const [gaps, values] = list;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    at += gaps[i] as number;
    column[at] = values[i] as number;
  }
  return column;
};
