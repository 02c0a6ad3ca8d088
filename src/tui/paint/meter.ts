import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { type Style } from "../term/style.ts";
import { type Theme } from "./theme.ts";

/** Draws a bar of `width` cells for a percentage; empty where it is unknown. */
export const paintBar = (
  grid: CellGrid,
  row: number,
  column: number,
  width: number,
  percent: number,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const share = Number.isNaN(percent) ? 0 : Math.max(0, Math.min(100, percent));
  const { parts, empty } = glyphs.bar;
  const steps = Math.round((share / 100) * width * parts.length);
  const whole = Math.floor(steps / parts.length);
  const part = parts[(steps % parts.length) - 1];
  const style = barStyle(share, theme);
  grid.fill(row, column, whole, parts.at(-1) as string, style);
  if (part !== undefined) grid.text(row, column + whole, part, style);
  const drawn = whole + (part === undefined ? 0 : 1);
  grid.fill(row, column + drawn, width - drawn, empty, theme.barEmpty);
};

const barStyle = (percent: number, theme: Theme): Style =>
  percent >= 90 ? theme.barHigh : percent >= 60 ? theme.barMiddle : theme.barLow;

/** `LABEL ████░░░░ 48%`; returns the column behind it. */
export const paintMeter = (
  grid: CellGrid,
  row: number,
  column: number,
  { label, bar, percent }: { label: string; bar: number; percent: number },
  theme: Theme,
  glyphs: GlyphSet,
): number => {
  let at = grid.text(row, column, label, theme.title) + 1;
  paintBar(grid, row, at, bar, percent, theme, glyphs);
  at += bar;
  return grid.text(row, at, wholePercent(percent).padStart(5), theme.text);
};

/** `48%`, or `-` where it is unknown. */
export const wholePercent = (percent: number): string =>
  Number.isNaN(percent) ? "-" : `${Math.round(percent)}%`;
