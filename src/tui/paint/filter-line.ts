import { type FilterState } from "../data/filter-state.ts";
import { formatCount } from "../data/format-cell.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { cutText, textWidth } from "../term/width.ts";
import { type Glyphs } from "./glyphs.ts";
import { type Rect } from "./rect.ts";
import { type Theme } from "./theme.ts";

export interface FilterLineModel {
  readonly filter: FilterState;
  /** Where the text cursor is in the draft, in UTF-16 units. */
  readonly caret: number;
  readonly matched: number;
  readonly total: number;
}

/**
 * `/ cpu>5 and not user=root        12 of 14 881 match   Esc clear`. Where the draft cannot be read, the
 * message stands at the right and the token it is about is marked. Returns the column of the text
 * cursor, or null while nothing is being typed.
 */
export const paintFilterLine = (
  grid: CellGrid,
  { row, column, width }: Rect,
  { filter, caret, matched, total }: FilterLineModel,
  theme: Theme,
  { ellipsis }: Glyphs,
): number | null => {
  grid.fill(row, column, width, " ", theme.text);
  const { draft, applied, error } = filter;
  const text = draft ?? applied;
  const note =
    error === null
      ? `${formatCount(matched)} of ${formatCount(total)} match${width < 60 ? "" : draft === null ? "   Esc clear" : "   Enter keep  Esc cancel"}`
      : error.message;
  const left = grid.text(row, column, "/ ", theme.prompt);
  const shownNote = cutText(note, Math.floor(width * 0.6), ellipsis);
  const noteAt = column + width - textWidth(shownNote);
  grid.text(row, noteAt, shownNote, error === null ? theme.dim : theme.error);
  const room = Math.max(1, noteAt - left - 1);
  const from = firstShown(text, draft === null ? 0 : caret, room);
  grid.text(row, left, text.slice(from), theme.text, room);
  if (error !== null && error.position >= from) {
    const at = left + textWidth(text.slice(from, error.position));
    const length = Math.max(
      1,
      textWidth(text.slice(error.position, error.position + error.length)),
    );
    grid.restyle(row, at, Math.min(length, noteAt - 1 - at), theme.error);
  }
  return draft === null ? null : left + textWidth(text.slice(from, caret));
};

/** A text longer than its room is shown around the caret. */
const firstShown = (text: string, caret: number, room: number): number => {
  let from = 0;
  while (from < caret && textWidth(text.slice(from, caret)) >= room) from++;
  return from;
};
