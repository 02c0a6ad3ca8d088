import { type CellGrid, firstClusterCode } from "./cell-grid.ts";

/**
 * The rows in which two grids of one size may differ. Clusters are numbered by each grid for itself, so a
 * row with one counts as changed until someone reads it.
 */
export const findChangedRows = (front: CellGrid, back: CellGrid): number[] => {
  const changed: number[] = [];
  const { codes, styles, columns, rows } = back;
  const { codes: codesBefore, styles: stylesBefore } = front;
  for (let row = 0, end = 0; row < rows; row++) {
    let i = end;
    end += columns;
    while (
      i < end &&
      codes[i] === codesBefore[i] &&
      styles[i] === stylesBefore[i] &&
      (codes[i] as number) < firstClusterCode
    ) {
      i++;
    }
    if (i < end) changed.push(row);
  }
  return changed;
};
