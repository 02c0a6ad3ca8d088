import { eachGlyph } from "./glyph-cells.ts";
import { textWidth } from "./width.ts";

/** `eachGlyph` looks at no more than this. */
const chunkUnits = 4096;

/** The text as it is drawn, in lines of at most `width` cells, broken at blanks where there are some. */
export const wrapText = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const take = (glyph: string, cells: number): void => {
    if (used + cells <= width || line === "") {
      line += glyph;
      used += cells;
      return;
    }
    const blank = glyph === " " ? line.length : line.lastIndexOf(" ");
    const rest = blank > 0 ? line.slice(blank + 1) : "";
    lines.push(blank > 0 ? line.slice(0, blank) : line);
    line = rest;
    used = textWidth(rest);
    if (glyph !== " ") take(glyph, cells);
  };
  for (const chunk of chunksOf(text)) {
    eachGlyph(chunk, (code, cluster, cells) => {
      take(cluster ?? String.fromCodePoint(code), cells);
      return true;
    });
  }
  return [...lines, line];
};

const chunksOf = (text: string): string[] => {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + chunkUnits;
    const cutsPair = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    chunks.push(text.slice(at, cutsPair ? end - 1 : end));
    at = cutsPair ? end - 1 : end;
  }
  return chunks;
};
