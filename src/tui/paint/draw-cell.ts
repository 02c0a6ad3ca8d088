import { type CellGrid } from "../term/cell-grid.ts";
import { type Style } from "../term/style.ts";
import { cutText, textWidth } from "../term/width.ts";

/** Draws a text into a column of `width` cells, cut with an ellipsis where it is longer. */
export const drawCell = (
  grid: CellGrid,
  row: number,
  at: number,
  { width, align }: { readonly width: number; readonly align: "left" | "right" },
  text: string,
  style: Style,
  ellipsis: string,
): void => {
  const cut = cutText(text, width, ellipsis);
  const start = align === "right" ? at + width - textWidth(cut) : at;
  grid.text(row, start, cut, style, width);
};
