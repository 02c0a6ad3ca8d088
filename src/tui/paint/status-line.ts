import { formatCount } from "../data/format-cell.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { cutText, textWidth } from "../term/width.ts";
import { type ConnectionModel, connectionText } from "./connection-text.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

export interface StatusLineModel extends ConnectionModel {
  /** The row of the cursor, from 0. */
  readonly row: number;
  /** Rows of the table. */
  readonly count: number;
  readonly sortTitle: string;
  readonly descending: boolean;
  readonly tree: boolean;
  /** The filter that applies; empty for none. */
  readonly filter: string;
  /** Whether rows keep their places because the cursor was just moved. */
  readonly frozen: boolean;
  readonly kernelThreads: boolean;
  /** Whether the header, and with it the state of the connection, is on screen. */
  readonly hasHeader: boolean;
}

/** One row: where the cursor is and what decides which rows there are, and in which order. */
export const paintStatusLine = (
  grid: CellGrid,
  { row, column, width }: Rect,
  model: StatusLineModel,
  theme: Theme,
  { ellipsis }: GlyphSet,
): void => {
  grid.fill(row, column, width, " ", theme.text);
  const place = `${model.count === 0 ? 0 : formatCount(model.row + 1)}/${formatCount(model.count)}`;
  let end = column + width;
  if (!model.hasHeader) {
    const { text, tone } = connectionText(model);
    const shown = cutText(text, width - place.length - 1, ellipsis);
    end -= textWidth(shown);
    grid.text(row, end, shown, theme[tone]);
  }
  let at = grid.text(row, column, place, theme.title, end - column);
  const parts = [
    `sort ${model.sortTitle} ${model.descending ? "desc" : "asc"}`,
    ...(model.tree ? ["tree"] : []),
    ...(model.filter === "" ? [] : [`filter: ${cutText(model.filter, 40, ellipsis)}`]),
    ...(model.kernelThreads ? ["kernel threads"] : []),
    ...(model.frozen ? ["order held"] : []),
  ];
  for (const part of parts) {
    if (at + 2 + textWidth(part) >= end) return;
    at = grid.text(row, at + 2, part, theme.text);
  }
};
