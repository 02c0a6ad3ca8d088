/**
 * Places of a column that differ from what is expected there: `[gaps, differences]`, or
 * `[gaps, differences, unit]` where all are multiples of a unit. The first gap is the first place, 0 the
 * first; each further one the distance to the next.
 */
export type SparseList =
  | readonly [gaps: readonly number[], differences: readonly number[]]
  | readonly [gaps: readonly number[], differences: readonly number[], unit: number];

/** Whole numbers, most of them 0, as the list of those that are not; undefined where all are. */
export const sparseListOf = (column: ArrayLike<number>): SparseList | undefined => {
  const gaps: number[] = [];
  const differences: number[] = [];
  let last = 0;
  let unit = 0;
  for (let i = 0; i < column.length; i++) {
    const difference = column[i] as number;
    if (difference === 0) continue;
    gaps.push(i - last);
    differences.push(difference);
    last = i;
    unit = greatestDivisor(unit, Math.abs(difference));
  }
  if (gaps.length === 0) return undefined;
  return unit < smallestUnit
    ? [gaps, differences]
    : [gaps, differences.map((difference) => difference / unit), unit];
};

/** A smaller one costs more than it saves. Memory moves in pages of 4096 bytes. */
const smallestUnit = 100;

export const readSparseList = (list: SparseList | undefined, length: number): Float64Array => {
  const column = new Float64Array(length);
  if (list === undefined) return column;
  const [gaps, differences, unit = 1] = list;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    at += gaps[i] as number;
    column[at] = (differences[i] as number) * unit;
  }
  return column;
};

const greatestDivisor = (a: number, b: number): number => {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
};
