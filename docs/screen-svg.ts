import { type ScreenCell } from "../test/support/screen.ts";

/** Pixels of one cell. Glyphs get their place one by one, so that no font can bend a column. */
const cell = { width: 8, height: 17, baseline: 13 } as const;
const fontSize = 13.2;
const margin = 12;

const background = "#181a1f";
const foreground = "#d3d7de";
/** The sixteen colours of a terminal, as a dark theme has them. */
const palette = [
  "#2a2d35",
  "#e5707a",
  "#92c876",
  "#e2ba63",
  "#6ea8f2",
  "#c78bdb",
  "#5cbdc9",
  "#c9ced8",
  "#6f7682",
  "#ff8f97",
  "#addf93",
  "#f6d685",
  "#95c3ff",
  "#deaaef",
  "#86d9e2",
  "#ffffff",
] as const;

/** What a screen looks like, its cells as the emulator has them. */
export interface ScreenPicture {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly cellAt: (row: number, column: number) => ScreenCell;
}

/** A screen as one SVG without references to anything else. */
export const renderScreenSvg = ({ title, columns, rows, cellAt }: ScreenPicture): string => {
  const width = columns * cell.width + 2 * margin;
  const height = rows * cell.height + 2 * margin;
  const behind: Area[] = [];
  const blocks: Area[] = [];
  const lines: string[] = [];
  const words: Word[] = [];

  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const found = cellAt(row, column);
      const { text, attributes } = found;
      const { front, back } = coloursOf(found);
      const x = margin + column * cell.width;
      const y = margin + row * cell.height;
      const whole = { x, y, width: cell.width, height: cell.height };
      if (back !== background) addArea(behind, { ...whole, colour: back });
      if (text.trim() === "") continue;
      const block = blockOf(text);
      const arms = boxArms[text];
      if (block !== undefined) {
        const { left, top, right, bottom, share } = block;
        const colour = share === 1 ? front : mix(front, back, share);
        const part = { x: x + left, y: y + top, width: right - left, height: bottom - top };
        addArea(blocks, { ...part, colour });
      } else if (arms !== undefined) lines.push(linesElement(x, y, arms, front));
      else addGlyph(words, { row, column, text, look: lookOf(front, attributes) });
    }

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}" stroke="none"/>`,
    '<g stroke="none" shape-rendering="crispEdges">',
    ...[...behind, ...blocks].map(areaElement),
    "</g>",
    '<g fill="none" shape-rendering="crispEdges">',
    ...lines,
    "</g>",
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${fontSize}" stroke="none">`,
    ...words.map(wordElement),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
};

interface Area {
  readonly x: number;
  readonly y: number;
  width: number;
  readonly height: number;
  readonly colour: string;
}

/** Joins what touches on the left: seams between cells show in some viewers. */
const addArea = (areas: Area[], area: Area): void => {
  const last = areas.at(-1);
  const { x, y, height, colour } = area;
  const touches =
    last !== undefined &&
    last.x + last.width === x &&
    last.y === y &&
    last.height === height &&
    last.colour === colour;
  if (touches) last.width += area.width;
  else areas.push(area);
};

const areaElement = ({ x, y, width, height, colour }: Area): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"/>`;

interface Word {
  readonly row: number;
  readonly column: number;
  text: string;
  readonly look: string;
}

/** Joins what is one cell apart at most: a word stands in its columns whatever the font. */
const addGlyph = (words: Word[], glyph: Word): void => {
  const last = words.at(-1);
  const gap =
    last?.row === glyph.row && last.look === glyph.look
      ? glyph.column - last.column - cellsOf(last.text)
      : Number.NaN;
  if (last !== undefined && (gap === 0 || gap === 1)) last.text += " ".repeat(gap) + glyph.text;
  else words.push(glyph);
};

/** All glyphs of our screens are one cell wide. */
const cellsOf = (text: string): number => Array.from(text).length;

const wordElement = ({ row, column, text, look }: Word): string => {
  const x = margin + column * cell.width;
  const y = margin + row * cell.height + cell.baseline;
  const length = cellsOf(text) * cell.width;
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${look}>${escapeText(text)}</text>`;
};

const lookOf = (colour: string, attributes: string): string =>
  [
    ` fill="${colour}"`,
    attributes.includes("b") ? ' font-weight="bold"' : "",
    attributes.includes("u") ? ' text-decoration="underline"' : "",
  ].join("");

const coloursOf = ({ fg, bg, attributes }: ScreenCell): { front: string; back: string } => {
  const given = {
    front: fg < 0 ? foreground : colourOf(fg),
    back: bg < 0 ? background : colourOf(bg),
  };
  const { front, back } = attributes.includes("r")
    ? { front: given.back, back: given.front }
    : given;
  return { front: attributes.includes("d") ? mix(front, back, 0.6) : front, back };
};

const colourOf = (code: number): string => {
  const colour = palette[code];
  if (colour === undefined) throw new Error(`expected one of sixteen colours, got ${code}`);
  return colour;
};

/** `share` of the first colour on the second. */
const mix = (front: string, back: string, share: number): string => {
  const part = (colour: string, at: number): number =>
    Number.parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(part(front, at) * share + part(back, at) * (1 - share)),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};

interface Block {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** How much of the colour shows. */
  readonly share: number;
}

/** Block elements (U+2580 to U+2593) as areas of their cell: fonts leave gaps between them. */
const blockOf = (text: string): Block | undefined => {
  const code = text.codePointAt(0) ?? 0;
  const whole = { left: 0, top: 0, right: cell.width, bottom: cell.height, share: 1 };
  if (code >= 0x2581 && code <= 0x2588)
    return { ...whole, top: cell.height - Math.round(((code - 0x2580) / 8) * cell.height) };
  if (code >= 0x2589 && code <= 0x258f)
    return { ...whole, right: Math.round(((0x2590 - code) / 8) * cell.width) };
  if (code >= 0x2591 && code <= 0x2593) return { ...whole, share: (code - 0x2590) / 4 };
  return undefined;
};

/** Box-drawing characters by the arms they have: up, right, down, left. */
const boxArms: Readonly<Record<string, string>> = {
  "─": "rl",
  "│": "ud",
  "┌": "rd",
  "┐": "dl",
  "└": "ur",
  "┘": "ul",
  "├": "urd",
  "┤": "udl",
  "┬": "rdl",
  "┴": "url",
  "┼": "urdl",
};

const linesElement = (x: number, y: number, arms: string, colour: string): string => {
  const middle = { x: x + cell.width / 2 + 0.5, y: y + Math.floor(cell.height / 2) + 0.5 };
  const ends: Readonly<Record<string, string>> = {
    u: `V${y}`,
    d: `V${y + cell.height}`,
    l: `H${x}`,
    r: `H${x + cell.width}`,
  };
  const path = Array.from(arms, (arm) => `M${middle.x} ${middle.y}${ends[arm]}`).join("");
  return `<path stroke="${colour}" d="${path}"/>`;
};

const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
