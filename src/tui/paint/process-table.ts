import { type ListState } from "../data/list-state.ts";
import { type ProcessColumn } from "../data/process-columns.ts";
import { type ProcessView } from "../data/process-view.ts";
import { shownProcessColumns } from "../data/shown-columns.ts";
import { type Sort } from "../data/sort-field.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { paintColumnHeader } from "./column-header.ts";
import { paintGoneRow } from "./gone-row.ts";
import { ProcessRowPainter } from "./process-row-painter.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

export interface ProcessTableModel {
  readonly view: ProcessView;
  readonly list: ListState;
  readonly sort: Sort;
  /** Now, in monotonic milliseconds. */
  readonly monotonic: number;
  /** What stands in place of rows when there are none. */
  readonly emptyText: string;
}

/** The process table, list or tree: titles, then the rows from the list's offset on. */
export const paintProcessTable = (
  grid: CellGrid,
  rect: Rect,
  model: ProcessTableModel,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const { view, list, sort } = model;
  const columns = shownProcessColumns(view, rect.width, sort);
  const sums = columns.some(({ id }) => id === "cpu_sum");
  const titled = view.tree ? columns.map((column) => withTreeTitle(column, sums, glyphs)) : columns;
  paintColumnHeader(grid, rect, titled, { id: sort.field, descending: sort.descending }, theme);
  const last = Math.min(list.offset + rect.height - 1, view.rows.count);
  for (let index = list.offset; index < last; index++) {
    const row = rect.row + 1 + index - list.offset;
    grid.fill(row, rect.column, rect.width, " ", theme.text);
    if (view.isGone(index)) {
      paintGoneRow(grid, row, rect, columns, view, index, theme);
      continue;
    }
    const painter = new ProcessRowPainter(
      grid,
      row,
      rect.column,
      model,
      index,
      sums,
      theme,
      glyphs,
    );
    for (const column of columns) painter.paint(column);
    painter.mark(index === list.row, rect.width);
  }
  const below = rect.row + 1 + Math.max(0, last - list.offset);
  for (let row = below; row < rect.row + rect.height; row++)
    grid.fill(row, rect.column, rect.width, " ", theme.text);
  if (view.rows.count === 0)
    grid.text(rect.row + 1, rect.column + 1, model.emptyText, theme.dim, rect.width - 1);
};

const withTreeTitle = (column: ProcessColumn, sums: boolean, { sum }: GlyphSet): ProcessColumn => {
  switch (column.id) {
    case "cmdline":
      return column.width < 31 || sums
        ? { ...column, title: column.width < 15 ? column.title : "COMMAND (tree)" }
        : { ...column, title: `COMMAND (tree, ${sum} = subtree sum)` };
    case "cpu_sum":
      return { ...column, title: `${sum}cpu` };
    case "rss_sum":
      return { ...column, title: `${sum}rss` };
    default:
      return column;
  }
};
