import { HISTORY_LENGTH, type History, NO_SAMPLE } from "../data/history.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { brailleColumns, type GlyphSet } from "../term/glyphs.ts";
import { type Theme } from "./theme.ts";

/**
 * Draws the recent samples as a row of bars, the newest at the right, `full` at the top. Each bar is the
 * highest of its samples. Bars begin at multiples of their length in samples, so that between two such
 * moments only the last one changes and few bytes are sent.
 */
export const paintSparkline = (
  grid: CellGrid,
  row: number,
  column: number,
  width: number,
  source: History,
  full: number,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const isBraille = glyphs.name === "braille";
  const barsPerCell = isBraille ? 2 : 1;
  const steps = isBraille ? BRAILLE_DOTS : glyphs.levels.length;
  const count = width * barsPerCell;
  const length = Math.ceil(HISTORY_LENGTH / count);
  const oldest = Math.floor((source.taken - 1) / length) - count + 1;
  for (let cell = 0; cell < width; cell++) {
    const bar = oldest + cell * barsPerCell;
    const level = levelOf(highestOf(source, bar, length), full, steps);
    const right = isBraille ? levelOf(highestOf(source, bar + 1, length), full, steps) : 0;
    if (level === 0 && right === 0) grid.text(row, column + cell, glyphs.gap, theme.dim);
    else {
      const glyph = isBraille ? brailleColumns(level, right) : (glyphs.levels[level - 1] as string);
      grid.text(row, column + cell, glyph, theme.history);
    }
  }
};

const BRAILLE_DOTS = 4;

/** 1 to `steps`, so that an idle measure is a line and not a hole; 0 for a gap. */
const levelOf = (value: number, full: number, steps: number): number =>
  value === NO_SAMPLE ? 0 : Math.max(1, Math.min(steps, Math.ceil((value / full) * steps)));

const highestOf = (source: History, bar: number, length: number): number => {
  let highest = NO_SAMPLE;
  for (let sample = Math.max(0, bar * length); sample < (bar + 1) * length; sample++) {
    const back = source.taken - 1 - sample;
    if (back < 0) break;
    const value = source.sampleAt(back);
    if (value !== NO_SAMPLE && (highest === NO_SAMPLE || value > highest)) highest = value;
  }
  return highest;
};

/** The highest sample, but at least `least`: so that a process of many threads keeps its shape. */
export const highestSample = (source: History, least: number): number => {
  let highest = least;
  const count = Math.min(source.taken, HISTORY_LENGTH);
  for (let back = 0; back < count; back++) {
    const value = source.sampleAt(back);
    if (value !== NO_SAMPLE && value > highest) highest = value;
  }
  return highest;
};
