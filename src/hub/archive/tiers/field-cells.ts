import { type Field } from "../../../protocol/field.ts";
import { type HostNumberFieldId, hostFields } from "../../../protocol/host-fields.ts";
import { type NumberFieldId, processFields } from "../../../protocol/process-fields.ts";
import { type Aggregate } from "../piece.ts";

/**
 * What is kept of a field in a bucket. `level`: its last value (facts that are numbers, such as `nice`).
 * `counter`: its last value and its increase. `gauge`: last, min, max, and what the average follows from.
 */
export type CellKind = "level" | "counter" | "gauge";

/** Places within a cell of a gauge; those of a level and a counter are LAST, and LAST and INCREASE. */
export const LAST = 0;
export const INCREASE = 1;
export const MIN = 1;
export const MAX = 2;
/**
 * Sum over the samples of (value - last) times weight. The average is `last + deviation / weight`: kept in
 * whole numbers, so that coarser buckets made of finer ones are exact, and 0 for whatever did not change.
 */
export const DEVIATION = 3;
/** Weight of the samples in which the field was known. */
export const WEIGHT = 4;

/** Numbers of one cell. */
export const strideOf: Readonly<Record<CellKind, number>> = { level: 1, counter: 2, gauge: 5 };

const cellKindOf = ({ kind }: Field): CellKind => (kind === "info" ? "level" : kind);
export const processCellKind = (id: NumberFieldId): CellKind => cellKindOf(processFields[id]);
export const hostCellKind = (id: HostNumberFieldId): CellKind => cellKindOf(hostFields[id]);

/** Cells of one field, one after the other, all without a value. */
export const emptyCells = (kind: CellKind, buckets: number): Float64Array => {
  const cells = new Float64Array(buckets * strideOf[kind]);
  clearCells(kind, cells);
  return cells;
};

/** Marks cells that hold nothing but 0 as without a value. */
export const clearCells = (kind: CellKind, cells: Float64Array): void => {
  const stride = strideOf[kind];
  for (let at = 0; at < cells.length; at += stride) {
    cells[at + LAST] = Number.NaN;
    if (kind === "gauge") cells[at + MIN] = cells[at + MAX] = Number.NaN;
  }
};

/** Takes one more sample of a gauge into the cell that begins at `at`. */
export const addToGauge = (cells: Float64Array, at: number, value: number, weight: number) => {
  const known = cells[at + WEIGHT] as number;
  if (known === 0) {
    cells[at + MIN] = cells[at + MAX] = value;
  } else {
    cells[at + DEVIATION] =
      (cells[at + DEVIATION] as number) + known * ((cells[at + LAST] as number) - value);
    if (value < (cells[at + MIN] as number)) cells[at + MIN] = value;
    if (value > (cells[at + MAX] as number)) cells[at + MAX] = value;
  }
  cells[at + LAST] = value;
  cells[at + WEIGHT] = known + weight;
};

/** Takes a later cell into an earlier one. */
export const addCell = (
  kind: CellKind,
  into: Float64Array,
  at: number,
  later: Float64Array,
  from: number,
): void => {
  const last = later[from + LAST] as number;
  if (kind === "counter")
    into[at + INCREASE] = (into[at + INCREASE] as number) + (later[from + INCREASE] as number);
  if (Number.isNaN(last)) return;
  if (kind === "gauge") {
    const known = into[at + WEIGHT] as number;
    const min = later[from + MIN] as number;
    const max = later[from + MAX] as number;
    const deviation = later[from + DEVIATION] as number;
    if (known === 0) {
      into[at + MIN] = min;
      into[at + MAX] = max;
      into[at + DEVIATION] = deviation;
    } else {
      into[at + DEVIATION] =
        (into[at + DEVIATION] as number) + known * ((into[at + LAST] as number) - last) + deviation;
      if (min < (into[at + MIN] as number)) into[at + MIN] = min;
      if (max > (into[at + MAX] as number)) into[at + MAX] = max;
    }
    into[at + WEIGHT] = known + (later[from + WEIGHT] as number);
  }
  into[at + LAST] = last;
};

/** One aggregate of all cells. All aggregates of a level and of a counter are its last value. */
export const aggregateOf = (
  kind: CellKind,
  cells: Float64Array,
  aggregate: Aggregate,
): Float64Array => {
  const stride = strideOf[kind];
  const column = new Float64Array(cells.length / stride);
  for (let i = 0, at = 0; i < column.length; i++, at += stride) {
    column[i] =
      kind !== "gauge" || aggregate === "last"
        ? (cells[at + LAST] as number)
        : aggregate === "min"
          ? (cells[at + MIN] as number)
          : aggregate === "max"
            ? (cells[at + MAX] as number)
            : (cells[at + LAST] as number) +
              (cells[at + DEVIATION] as number) / (cells[at + WEIGHT] as number);
  }
  return column;
};
