import { eachGlyph, isOneCell } from "./glyph-cells.ts";

/** Cells that a text takes on the screen, counted exactly as `CellGrid.text` draws it. */
export const textWidth = (text: string): number => {
  const start = firstOther(text);
  if (start === text.length) return start;
  let width = start;
  eachGlyph(text.slice(start), (_code, _cluster, cells) => {
    width += cells;
    return true;
  });
  return width;
};

/**
 * The text as it is drawn, cut to at most `width` cells. A cut text ends in `ellipsis` (one cell),
 * unless that is empty or nothing fits.
 */
export const cutText = (text: string, width: number, ellipsis = "…"): string => {
  if (width <= 0) return "";
  const start = firstOther(text);
  if (start === text.length) {
    return start <= width ? text : text.slice(0, width - ellipsis.length) + ellipsis;
  }
  let kept = text.slice(0, Math.min(start, width));
  let cut = text.slice(0, Math.min(start, width - ellipsis.length));
  let used = start;
  if (start <= width) {
    eachGlyph(text.slice(start), (code, cluster, cells) => {
      const glyph = cluster ?? String.fromCodePoint(code);
      used += cells;
      if (used <= width) kept += glyph;
      if (used <= width - ellipsis.length) cut += glyph;
      return used <= width;
    });
  }
  return used <= width ? kept : cut + ellipsis;
};

/** The text cut or filled with spaces to exactly `width` cells. */
export const padText = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const cut = cutText(text, width);
  const blanks = " ".repeat(Math.max(0, width - textWidth(cut)));
  return align === "left" ? cut + blanks : blanks + cut;
};

/** Index of the first unit that needs a closer look, or of the base that it may be a mark of. */
const firstOther = (text: string): number => {
  for (let i = 0; i < text.length; i++) {
    if (!isOneCell(text.charCodeAt(i))) return i === 0 ? 0 : i - 1;
  }
  return text.length;
};
