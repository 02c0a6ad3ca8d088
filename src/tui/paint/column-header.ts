import { type PlacedColumn } from "../data/columns.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { textWidth } from "../term/width.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

/** Draws the line of column titles; the one that orders the rows has `v` (largest first) or `^` behind it. */
export const paintColumnHeader = (
  grid: CellGrid,
  rect: Rect,
  columns: readonly PlacedColumn<string>[],
  sorted: { readonly id: string; readonly descending: boolean },
  theme: Theme,
): void => {
  grid.fill(rect.row, rect.column, rect.width, " ", theme.columnHeader);
  for (const { id, title, align, at, width } of columns) {
    const isSorted = id === sorted.id;
    const text = isSorted ? title + (sorted.descending ? "v" : "^") : title;
    const room = rect.width - at;
    const start = align === "right" ? at + width - textWidth(text) : at;
    grid.text(
      rect.row,
      rect.column + Math.max(0, start),
      text,
      isSorted ? theme.columnSorted : theme.columnHeader,
      Math.min(room, isSorted ? width + 1 : Math.max(width, 0)),
    );
  }
};
