import { type ProcessColumn } from "../data/process-columns.ts";
import { type ProcessView } from "../data/process-view.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { drawCell } from "./draw-cell.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

/** A process that went after the rows were arranged: until they are again, its row says just that. */
export const paintGoneRow = (
  grid: CellGrid,
  row: number,
  rect: Rect,
  columns: readonly ProcessColumn[],
  { rows, hostAt }: ProcessView,
  index: number,
  theme: Theme,
): void => {
  grid.text(row, rect.column, "-", theme.dim);
  for (const column of columns) {
    const text =
      column.id === "pid"
        ? String(rows.pid[index])
        : column.id === "host"
          ? hostAt(index).host
          : column.id === "cmdline"
            ? "(gone)"
            : "";
    drawCell(grid, row, rect.column + column.at, column, text, theme.dim, "");
  }
};
