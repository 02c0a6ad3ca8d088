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
 * does not follow from that.
 *
 * `min`: last less min. `max`: max less last. `deviation`: sum of (value - last) times weight. `increase`
 * of a counter: what it grew by, less the difference of its last value to that of the bucket before (0 in
 * the first, or where it fell). These and `last` are multiples of `unit`, 1 where it is left out.
 * `weight`: weight of the row less that of the samples in which the field was known.
 */
export type CellLine =
  | ChangeList
  | {
      readonly last: ChangeList;
      readonly min?: SparseList;
      readonly max?: SparseList;
      readonly deviation?: SparseList;
      readonly increase?: SparseList;
      readonly weight?: SparseList;
      readonly unit?: number;
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
  if (isConstant(kind, cells, weights)) {
    const value = cells[LAST] as number;
    return Number.isNaN(value) ? undefined : value;
  }
  const stride = strideOf[kind];
  const last = weights.map((_, k) => cells[k * stride + LAST] as number);
  const beside =
    kind === "level" ? {} : kind === "counter" ? besideCounter(cells) : besideGauge(cells);
  const { deviation } = beside;
  if (deviation !== undefined && isDerived !== undefined)
    for (let k = 0; k < deviation.length; k++) if (isDerived(k)) deviation[k] = 0;
  const unit = unitOf([last, ...Object.values(beside)]);
  const line: Record<string, unknown> = { last: changeListOf(last, unit) };
  for (const [name, column] of Object.entries(beside)) {
    const list = sparseListOf(column.map((value) => value / unit));
    if (list !== undefined) line[name] = list;
  }
  if (kind === "gauge") {
    const weight = sparseListOf(
      weights.map((all, k) =>
        Number.isNaN(last[k]) || isDerived?.(k) === true
          ? 0
          : all - (cells[k * stride + WEIGHT] as number),
      ),
    );
    if (weight !== undefined) line["weight"] = weight;
  }
  if (unit > 1) line["unit"] = unit;
  return Object.keys(line).length === 1 ? (line["last"] as ChangeList) : (line as CellLine);
};

/** Nine fields of ten are the same throughout: told apart without making a column of each. */
const isConstant = (kind: CellKind, cells: Float64Array, weights: Float64Array): boolean => {
  const stride = strideOf[kind];
  const value = cells[LAST] as number;
  const isAbsent = Number.isNaN(value);
  for (let k = 0, at = 0; k < weights.length; k++, at += stride) {
    if (!Object.is(cells[at + LAST], value)) return false;
    if (kind === "counter" && cells[at + INCREASE] !== 0) return false;
    if (kind !== "gauge" || isAbsent) continue;
    if (cells[at + MIN] !== value || cells[at + MAX] !== value) return false;
    if (cells[at + WEIGHT] !== weights[k]) return false;
  }
  return true;
};

const besideCounter = (cells: Float64Array): Record<string, Float64Array> => ({
  increase: Float64Array.from(
    { length: cells.length / 2 },
    (_, k) => (cells[k * 2 + INCREASE] as number) - expectedIncrease(cells, k),
  ),
});

const besideGauge = (cells: Float64Array): Record<string, Float64Array> => {
  const column = (difference: (at: number) => number): Float64Array =>
    Float64Array.from({ length: cells.length / 5 }, (_, k) =>
      Number.isNaN(cells[k * 5 + LAST]) ? 0 : difference(k * 5),
    );
  const cell = (at: number): number => cells[at] as number;
  return {
    min: column((at) => cell(at + LAST) - cell(at + MIN)),
    max: column((at) => cell(at + MAX) - cell(at + LAST)),
    deviation: column((at) => cell(at + DEVIATION)),
  };
};

const expectedIncrease = (cells: Float64Array, bucket: number): number => {
  if (bucket === 0) return 0;
  const increase = (cells[bucket * 2 + LAST] as number) - (cells[bucket * 2 - 2 + LAST] as number);
  return increase > 0 ? increase : 0;
};

/** A smaller one costs more bytes than it saves. Memory moves in pages of 4096. */
const smallestUnit = 100;

/** What all are multiples of, or 1 where there is little to gain. A constant gains nothing. */
const unitOf = (columns: readonly Float64Array[]): number => {
  let unit = 0;
  let changes = 0;
  for (const column of columns) {
    for (let k = 0; k < column.length; k++) {
      const value = column[k] as number;
      if (value !== column[k - 1]) changes++;
      let b = Number.isNaN(value) ? 0 : Math.abs(value);
      while (b !== 0) [unit, b] = [b, unit % b];
      if (unit !== 0 && unit < smallestUnit) return 1;
    }
  }
  return changes > columns.length && unit > 0 ? unit : 1;
};

const changeListOf = (column: Float64Array, unit: number): ChangeList => {
  const writer = new ChangeListWriter(0, (column[0] as number) / unit);
  for (let k = 1; k < column.length; k++) writer.set(k, (column[k] as number) / unit);
  return writer.list;
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
  if (typeof line === "number") return fillConstant(kind, cells, line, weights);
  const beside = "last" in line ? line : { last: line };
  const { unit = 1 } = beside;
  const last = readChangeList(beside.last, count);
  const listOf = (list: SparseList | undefined): Float64Array | undefined =>
    list && readSparseList(list, count);
  const stride = strideOf[kind];
  for (let k = 0; k < count; k++) cells[k * stride + LAST] = (last[k] as number) * unit;
  if (kind === "level") return cells;
  if (kind === "counter") {
    const increase = listOf(beside.increase);
    for (let k = 0; k < count; k++)
      cells[k * 2 + INCREASE] = expectedIncrease(cells, k) + (increase?.[k] ?? 0) * unit;
    return cells;
  }
  const min = listOf(beside.min);
  const max = listOf(beside.max);
  const deviation = listOf(beside.deviation);
  const weight = listOf(beside.weight);
  for (let k = 0; k < count; k++) {
    const at = k * 5;
    const value = cells[at + LAST] as number;
    if (Number.isNaN(value)) continue;
    cells[at + MIN] = value - (min?.[k] ?? 0) * unit;
    cells[at + MAX] = value + (max?.[k] ?? 0) * unit;
    cells[at + DEVIATION] = (deviation?.[k] ?? 0) * unit;
    cells[at + WEIGHT] = (weights[k] as number) - (weight?.[k] ?? 0);
  }
  return cells;
};

const fillConstant = (
  kind: CellKind,
  cells: Float64Array,
  value: number,
  weights: Float64Array,
): Float64Array => {
  const stride = strideOf[kind];
  for (let k = 0, at = 0; k < weights.length; k++, at += stride) {
    cells[at + LAST] = value;
    if (kind !== "gauge") continue;
    cells[at + MIN] = cells[at + MAX] = value;
    cells[at + WEIGHT] = weights[k] as number;
  }
  return cells;
};
