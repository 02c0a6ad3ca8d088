import { type CellKind, emptyCells, LAST, MAX, MIN, strideOf, WEIGHT } from "./field-cells.ts";

/** Cells of a field that is the same in all samples of a row; empty where that is NaN. */
export const constantCells = (
  kind: CellKind,
  value: number,
  weights: Float64Array,
): Float64Array => {
  const cells = emptyCells(kind, weights.length);
  if (Number.isNaN(value)) return cells;
  const stride = strideOf[kind];
  for (let k = 0, at = 0; k < weights.length; k++, at += stride) {
    cells[at + LAST] = value;
    if (kind !== "gauge") continue;
    cells[at + MIN] = cells[at + MAX] = value;
    cells[at + WEIGHT] = weights[k] as number;
  }
  return cells;
};
