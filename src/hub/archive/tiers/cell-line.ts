import { type ChangeList, ChangeListWriter, readChangeList } from "../change-list.ts";
import {
  type CellKind,
  DEVIATION,
  emptyCells,
  INCREASE,
  LAST,
  MAX,
  MIN,
  strideOf,
  WEIGHT,
} from "./field-cells.ts";
import { readSparseList, type SparseList, sparseListOf } from "./sparse-list.ts";

/**
 * One field over the buckets of a row as it stands in a file: how its last value moved, and beside it what
 * does not follow from that. All differences are positive.
 *
 * `min`: last less min. `max`: max less last. `deviation`: sum of (value - last) times weight. `weight`:
 * weight of the row less that of the samples in which the field was known. `increase` of a counter: what
 * it grew by, less the difference of its last value to that of the bucket before (0 in the first, or where
 * it fell).
 */
export type CellLine =
  | ChangeList
  | {
      readonly last: ChangeList;
      readonly min?: SparseList;
      readonly max?: SparseList;
      readonly deviation?: SparseList;
      readonly weight?: SparseList;
      readonly increase?: SparseList;
    };

/**
 * The cells of a field as a line; undefined where it is absent throughout. `isDerived` tells of which
 * buckets the average follows from counters: what else it would follow from is left out there.
 */
export const cellLineOf = (
  kind: CellKind,
  cells: Float64Array,
  weights: Float64Array,
  isDerived?: (bucket: number) => boolean,
): CellLine | undefined => {
  const stride = strideOf[kind];
  const count = weights.length;
  const last = changeListOf(cells, stride, count);
  if (last === undefined) return undefined;
  if (kind === "level") return last;
  const beside: Record<string, SparseList> = {};
  const add = (name: string, difference: (at: number, bucket: number) => number): void => {
    const list = sparseListOf(Float64Array.from(weights, (_, k) => difference(k * stride, k)));
    if (list !== undefined) beside[name] = list;
  };
  const cell = (at: number): number => cells[at] as number;
  const known = (at: number, difference: number): number =>
    Number.isNaN(cell(at + LAST)) ? 0 : difference;
  if (kind === "counter") {
    add("increase", (at, k) => cell(at + INCREASE) - expectedIncrease(cells, k));
  } else {
    add("min", (at) => known(at, cell(at + LAST) - cell(at + MIN)));
    add("max", (at) => known(at, cell(at + MAX) - cell(at + LAST)));
    add("deviation", (at, k) => (isDerived?.(k) === true ? 0 : known(at, cell(at + DEVIATION))));
    add("weight", (at, k) =>
      isDerived?.(k) === true ? 0 : known(at, (weights[k] as number) - cell(at + WEIGHT)),
    );
  }
  return Object.keys(beside).length === 0 ? last : { last, ...beside };
};

const changeListOf = (
  cells: Float64Array,
  stride: number,
  count: number,
): ChangeList | undefined => {
  const writer = new ChangeListWriter(0, cells[LAST] as number);
  for (let k = 1; k < count; k++) writer.set(k, cells[k * stride + LAST] as number);
  return writer.isAbsent ? undefined : writer.list;
};

const expectedIncrease = (cells: Float64Array, bucket: number): number => {
  if (bucket === 0) return 0;
  const increase = (cells[bucket * 2 + LAST] as number) - (cells[bucket * 2 - 2 + LAST] as number);
  return increase > 0 ? increase : 0;
};

/** The cells of a line. */
export const readCellLine = (
  kind: CellKind,
  line: CellLine | undefined,
  weights: Float64Array,
): Float64Array => {
  const count = weights.length;
  const cells = emptyCells(kind, count);
  if (line === undefined || line === null) return cells;
  const beside = typeof line === "object" && "last" in line ? line : { last: line };
  const last = readChangeList(beside.last, count);
  const stride = strideOf[kind];
  for (let k = 0; k < count; k++) cells[k * stride + LAST] = last[k] as number;
  if (kind === "level") return cells;
  if (kind === "counter") {
    const increase = readSparseList(beside.increase, count);
    for (let k = 0; k < count; k++)
      cells[k * 2 + INCREASE] = expectedIncrease(cells, k) + (increase[k] as number);
    return cells;
  }
  const min = readSparseList(beside.min, count);
  const max = readSparseList(beside.max, count);
  const deviation = readSparseList(beside.deviation, count);
  const weight = readSparseList(beside.weight, count);
  for (let k = 0; k < count; k++) {
    const value = last[k] as number;
    if (Number.isNaN(value)) continue;
    const at = k * 5;
    cells[at + MIN] = value - (min[k] as number);
    cells[at + MAX] = value + (max[k] as number);
    cells[at + DEVIATION] = deviation[k] as number;
    cells[at + WEIGHT] = (weights[k] as number) - (weight[k] as number);
  }
  return cells;
};
