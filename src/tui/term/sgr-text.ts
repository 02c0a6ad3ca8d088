import { type CellGrid } from "./cell-grid.ts";
import { defaultColour } from "./colour.ts";
import { attribute, internStyle, type Style, styleParts } from "./style.ts";

/**
 * Draws one line of text with SGR sequences in it, as Ink and chalk write them. All other escape
 * sequences are left out; text goes through the grid's own checks. Returns where it ended.
 */
export const paintSgrText = (
  text: string,
  grid: CellGrid,
  row: number,
  column: number,
  style: Style,
): { column: number; style: Style } => {
  let at = column;
  let pen = style;
  let start = 0;
  for (const match of text.matchAll(sequences)) {
    if (match.index > start) at = grid.text(row, at, text.slice(start, match.index), pen);
    start = match.index + match[0].length;
    if (match[1] !== undefined) pen = applySgr(pen, match[1]);
  }
  if (start < text.length) at = grid.text(row, at, text.slice(start), pen);
  return { column: at, style: pen };
};

// The first alternative is SGR; then any CSI, any OSC, DCS, PM, APC or SOS with its text, and any other escape.
const sequences =
  // oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
  /\x1b\[([\d;:]*)m|\x1b\[[\x20-\x3f]*[\x40-\x7e]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[\x20-\x2f]*[\x30-\x7e]?|\r/g;

const applySgr = (style: Style, parameters: string): Style => {
  const parts = styleParts(style);
  let { fg, bg, attributes } = parts;
  const codes = parameters.split(/[;:]/).map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 0) {
      fg = defaultColour;
      bg = defaultColour;
      attributes = 0;
    } else if (setting.has(code)) {
      attributes |= setting.get(code) as number;
    } else if (clearing.has(code)) {
      attributes &= ~(clearing.get(code) as number);
    } else if (code === 38 || code === 48) {
      const [colour, used] = extendedColour(codes, i + 1);
      if (code === 38) fg = colour;
      else bg = colour;
      i += used;
    } else if (code === 39) fg = defaultColour;
    else if (code === 49) bg = defaultColour;
    else if (code >= 30 && code <= 37) fg = code - 30;
    else if (code >= 90 && code <= 97) fg = code - 82;
    else if (code >= 40 && code <= 47) bg = code - 40;
    else if (code >= 100 && code <= 107) bg = code - 92;
  }
  return internStyle(fg, bg, attributes);
};

const setting: ReadonlyMap<number, number> = new Map([
  [1, attribute.bold],
  [2, attribute.dim],
  [3, attribute.italic],
  [4, attribute.underline],
  [7, attribute.inverse],
]);
const clearing: ReadonlyMap<number, number> = new Map([
  [22, attribute.bold | attribute.dim],
  [23, attribute.italic],
  [24, attribute.underline],
  [27, attribute.inverse],
]);

/** `5;n` or `2;r;g;b`, and how many parameters that took. */
const extendedColour = (codes: readonly number[], from: number): [colour: number, used: number] => {
  const byte = (offset: number): number =>
    Math.max(0, Math.min(255, Math.floor(codes[from + offset] ?? 0) || 0));
  if (codes[from] === 5) return [byte(1), 2];
  if (codes[from] === 2) return [0x1000000 + (byte(1) << 16) + (byte(2) << 8) + byte(3), 4];
  return [defaultColour, 0];
};
