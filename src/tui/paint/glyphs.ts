import { asciiBranches, type BranchGlyphs } from "../data/tree-prefix.ts";

/** The characters of bars, lines and marks: what the terminal's font and character set allow. */
export interface Glyphs extends BranchGlyphs {
  readonly sparkline: {
    /** One bar a cell: the levels, lowest first. Two: left level times 5 plus right level, 0 to 4. */
    readonly bars: readonly string[];
    readonly barsPerCell: 1 | 2;
  };
  /** Stands where no sample is. */
  readonly gap: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly sum: string;
}

export type GlyphSetName = "block" | "braille" | "ascii";

const block: Glyphs = {
  sparkline: { bars: "▁▂▃▄▅▆▇█".split(""), barsPerCell: 1 },
  gap: "·",
  barFull: "█",
  barEmpty: "░",
  branch: { middle: "├─ ", last: "└─ ", past: "│  " },
  ellipsis: "…",
  sum: "Σ",
};

/** Dots of the left and of the right column from the bottom up, in the order of Unicode's braille block. */
const leftDots = [0x00, 0x40, 0x44, 0x46, 0x47];
const rightDots = [0x00, 0x80, 0xa0, 0xb0, 0xb8];

const braille: Glyphs = {
  ...block,
  sparkline: {
    bars: leftDots.flatMap((left) =>
      rightDots.map((right) => String.fromCharCode(0x2800 + left + right)),
    ),
    barsPerCell: 2,
  },
};

const ascii: Glyphs = {
  ...asciiBranches,
  sparkline: { bars: "_.:-=+*#".split(""), barsPerCell: 1 },
  gap: ".",
  barFull: "#",
  barEmpty: ".",
  sum: "S",
};

/** `block` shows the heights of one bar a cell; `braille` twice as many at half the steps; `ascii` needs no Unicode. */
export const glyphSets: Readonly<Record<GlyphSetName, Glyphs>> = { block, braille, ascii };
