import { type Style, type StyleSpec, styleOf } from "../term/style.ts";

/** What a piece of the screen means; a theme says how that looks. Colour never says it alone. */
const tokens = [
  "text",
  "dim",
  "title",
  "tab",
  "tabActive",
  "columnHeader",
  "columnSorted",
  "cursor",
  "ok",
  "warn",
  "crit",
  "stale",
  "down",
  "fresh",
  "history",
  "barLow",
  "barMiddle",
  "barHigh",
  "barEmpty",
  "command",
  "ancestor",
  "branch",
  "running",
  "prompt",
  "error",
] as const;

type ThemeToken = (typeof tokens)[number];
export type Theme = Readonly<Record<ThemeToken, Style>>;

/**
 * The terminal's own sixteen colours, so that it fits light and dark backgrounds. Faint rather than bright
 * black, which several palettes make the background's own colour.
 */
const ansi16: Readonly<Record<ThemeToken, StyleSpec>> = {
  text: {},
  dim: { dim: true },
  title: { bold: true },
  tab: {},
  tabActive: { bold: true },
  columnHeader: { inverse: true },
  columnSorted: { inverse: true, bold: true },
  cursor: { inverse: true },
  ok: { fg: "green" },
  warn: { fg: "yellow" },
  crit: { fg: "red", bold: true },
  stale: { fg: "magenta" },
  down: { fg: "red" },
  fresh: { fg: "cyan" },
  history: { fg: "cyan" },
  barLow: { fg: "green" },
  barMiddle: { fg: "yellow" },
  barHigh: { fg: "red" },
  barEmpty: { dim: true },
  command: {},
  ancestor: { dim: true },
  branch: { dim: true },
  running: { fg: "green" },
  prompt: { bold: true },
  error: { fg: "red", bold: true },
};

/** Without colour: bold and inverse only; faint text is hard to read on many terminals. */
const mono: Readonly<Record<ThemeToken, StyleSpec>> = {
  ...(Object.fromEntries(tokens.map((token) => [token, {}])) as Record<ThemeToken, StyleSpec>),
  title: { bold: true },
  tabActive: { bold: true },
  columnHeader: { inverse: true },
  columnSorted: { inverse: true, bold: true },
  cursor: { inverse: true },
  crit: { bold: true },
  prompt: { bold: true },
  error: { bold: true },
};

export type ThemeName = "ansi16" | "mono";

export const createTheme = (name: ThemeName): Theme => {
  const specs = name === "mono" ? mono : ansi16;
  return Object.fromEntries(tokens.map((token) => [token, styleOf(specs[token])])) as Record<
    ThemeToken,
    Style
  >;
};
