import { type ChangeList, ChangeListWriter, readChangeList } from "../change-list.ts";
import { constantCells } from "./constant-cells.ts";
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
  const unit = unitOf(kind, cells, isDerived);
  const stride = strideOf[kind];
  const last = new ChangeListWriter(0, (cells[LAST] as number) / unit);
  for (let k = 1; k < weights.length; k++) last.set(k, (cells[k * stride + LAST] as number) / unit);
  const line: Record<string, unknown> = { last: last.list };
  const add = (name: string, valueAt: (bucket: number) => number): void => {
    const list = sparseListOf(weights.length, valueAt);
    if (list !== undefined) line[name] = list;
  };
  for (const [name, valueAt] of besides[kind])
    if (name !== "deviation" || isDerived === undefined) add(name, (k) => valueAt(cells, k) / unit);
    else add(name, (k) => (isDerived(k) ? 0 : valueAt(cells, k) / unit));
  if (kind === "gauge")
    add("weight", (k) =>
      Number.isNaN(cells[k * stride + LAST]) || isDerived?.(k) === true
        ? 0
        : (weights[k] as number) - (cells[k * stride + WEIGHT] as number),
    );
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

const expectedIncrease = (cells: Float64Array, bucket: number): number => {
  if (bucket === 0) return 0;
  const increase = (cells[bucket * 2 + LAST] as number) - (cells[bucket * 2 - 2 + LAST] as number);
  return increase > 0 ? increase : 0;
};

/** A smaller one costs more bytes than it saves. Memory moves in pages of 4096. */
const smallestUnit = 100;

/** What all are multiples of, or 1 where there is little to gain. A constant gains nothing. */
const unitOf = (
  kind: CellKind,
  cells: Float64Array,
  isDerived: ((bucket: number) => boolean) | undefined,
): number => {
  const count = cells.length / strideOf[kind];
  let unit = 0;
  let changes = 0;
  for (const [name, valueAt] of columns[kind]) {
    const derived = name === "deviation" ? isDerived : undefined;
    let before = Number.NaN;
    for (let k = 0; k < count; k++) {
      const value = derived?.(k) === true ? 0 : valueAt(cells, k);
      if (value !== before) changes++;
      before = value;
      let b = Number.isNaN(value) ? 0 : Math.abs(value);
      while (b !== 0) {
        const rest = unit % b;
        unit = b;
        b = rest;
      }
      if (unit !== 0 && unit < smallestUnit) return 1;
    }
  }
  return changes > columns[kind].length && unit > 0 ? unit : 1;
};

type Column = readonly [name: string, valueAt: (cells: Float64Array, bucket: number) => number];

const gaugeColumn = (
  name: string,
  differenceAt: (cells: Float64Array, at: number) => number,
): Column => [
  name,
  (cells, k) => (Number.isNaN(cells[k * 5 + LAST]) ? 0 : differenceAt(cells, k * 5)),
];

/** What stands beside the last value, in the order in which it is written. */
const besides: Readonly<Record<CellKind, readonly Column[]>> = {
  level: [],
  counter: [
    ["increase", (cells, k) => (cells[k * 2 + INCREASE] as number) - expectedIncrease(cells, k)],
  ],
  gauge: [
    gaugeColumn("min", (cells, at) => (cells[at + LAST] as number) - (cells[at + MIN] as number)),
    gaugeColumn("max", (cells, at) => (cells[at + MAX] as number) - (cells[at + LAST] as number)),
    gaugeColumn("deviation", (cells, at) => cells[at + DEVIATION] as number),
  ],
};
const lastOf = (kind: CellKind): Column => {
  const stride = strideOf[kind];
  return ["last", (cells, k) => cells[k * stride + LAST] as number];
};
const columns: Readonly<Record<CellKind, readonly Column[]>> = {
  level: [lastOf("level"), ...besides.level],
  counter: [lastOf("counter"), ...besides.counter],
  gauge: [lastOf("gauge"), ...besides.gauge],
};

/** The cells of a line. */
export const readCellLine = (
  kind: CellKind,
  line: CellLine | undefined,
  weights: Float64Array,
): Float64Array => {
  const count = weights.length;
  if (line === undefined || line === null) return emptyCells(kind, count);
  if (typeof line === "number") return constantCells(kind, line, weights);
  const cells = emptyCells(kind, count);
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
