/** How many colours the terminal is given: none, the 16 of its own palette, the 256 of xterm, or 24 bits. */
export type ColourDepth = "none" | "16" | "256" | "true";

const ansiColourNames = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
  "brightBlue",
  "brightMagenta",
  "brightCyan",
  "brightWhite",
] as const;

type AnsiColour = (typeof ansiColourNames)[number];

/** A colour of the terminal's palette by name, an xterm index (0 to 255), or `#rrggbb`. */
export type Colour = AnsiColour | number | `#${string}`;

/** A colour as a number: -1 the terminal's default, 0 to 255 an xterm index, from 2^24 on 24 bits. */
export type ColourCode = number;

export const defaultColour: ColourCode = -1;
const rgbFlag = 0x1000000;

/** The number of a colour. Anything that is not one is the terminal's default. */
export const colourCode = (colour: Colour | undefined): ColourCode => {
  if (colour === undefined) return defaultColour;
  if (typeof colour === "number") {
    return Number.isInteger(colour) && colour >= 0 && colour < 256 ? colour : defaultColour;
  }
  if (colour.startsWith("#")) {
    return /^#[\da-f]{6}$/i.test(colour)
      ? rgbFlag + Number.parseInt(colour.slice(1), 16)
      : defaultColour;
  }
  return ansiColourNames.indexOf(colour as AnsiColour);
};

/** The nearest colour that a depth can show. */
export const colourAtDepth = (code: ColourCode, depth: ColourDepth): ColourCode => {
  if (code === defaultColour || depth === "none") return defaultColour;
  if (depth === "true" || code < 16) return code;
  if (depth === "256") return code < 256 ? code : nearestIndexed(code);
  return nearestAnsi(code);
};

/** The SGR parameters that select a colour; `ground` is 30 for text and 40 for what is behind it. */
export const colourParameters = (code: ColourCode, ground: 30 | 40): string => {
  if (code === defaultColour) return String(ground + 9);
  if (code < 8) return String(ground + code);
  if (code < 16) return String(ground + 60 + code - 8);
  if (code < 256) return `${ground + 8};5;${code}`;
  const [red, green, blue] = channels(code);
  return `${ground + 8};2;${red};${green};${blue}`;
};

type Channels = readonly [red: number, green: number, blue: number];

// The levels of xterm's 6x6x6 cube (256colres.pl of xterm).
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

// The default palette of xterm (XTerm-col.ad). Real palettes differ; the order of lightness does not.
const ansiChannels: readonly Channels[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

const channels = (code: ColourCode): Channels => {
  if (code >= rgbFlag) return [(code >> 16) & 0xff, (code >> 8) & 0xff, code & 0xff];
  if (code < 16) return ansiChannels[code] as Channels;
  if (code >= 232) {
    const level = 8 + (code - 232) * 10;
    return [level, level, level];
  }
  const cube = code - 16;
  const level = (i: number): number => cubeLevels[i % 6] as number;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)];
};

const distance = (a: Channels, b: Channels): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

const nearest = (code: ColourCode, from: number, to: number): ColourCode => {
  const wanted = channels(code);
  let best = from;
  for (let i = from; i < to; i++) {
    if (distance(channels(i), wanted) < distance(channels(best), wanted)) best = i;
  }
  return best;
};

const nearestIndexed = (code: ColourCode): ColourCode => nearest(code, 16, 256);
const nearestAnsi = (code: ColourCode): ColourCode => nearest(code, 0, 16);
