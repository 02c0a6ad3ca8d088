export type GlyphSetName = "ascii" | "block" | "braille";

/** The characters our screens draw with. Each is one cell wide. */
export interface GlyphSet {
  readonly name: GlyphSetName;
  /** From the lowest visible level to the highest. */
  readonly levels: readonly string[];
  /** Parts of a bar's last cell, from the smallest to the whole one; then what is left empty. */
  readonly bar: { readonly parts: readonly string[]; readonly empty: string };
  /** Connectors of a tree, two cells each. */
  readonly tree: {
    readonly branch: string;
    readonly last: string;
    readonly through: string;
    readonly none: string;
  };
  readonly box: {
    readonly horizontal: string;
    readonly vertical: string;
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
  };
  readonly ellipsis: string;
  readonly sum: string;
  readonly ascending: string;
  readonly descending: string;
  /** A sample that is missing. */
  readonly gap: string;
}

const block: GlyphSet = {
  name: "block",
  levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  bar: { parts: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], empty: "░" },
  tree: { branch: "├─", last: "└─", through: "│ ", none: "  " },
  box: {
    horizontal: "─",
    vertical: "│",
    topLeft: "┌",
    topRight: "┐",
    bottomLeft: "└",
    bottomRight: "┘",
  },
  ellipsis: "…",
  sum: "Σ",
  ascending: "▲",
  descending: "▼",
  gap: "·",
};

const ascii: GlyphSet = {
  name: "ascii",
  levels: ["_", ".", ":", "-", "=", "+", "*", "#"],
  bar: { parts: ["#"], empty: "." },
  tree: { branch: "|-", last: "`-", through: "| ", none: "  " },
  box: {
    horizontal: "-",
    vertical: "|",
    topLeft: "+",
    topRight: "+",
    bottomLeft: "+",
    bottomRight: "+",
  },
  ellipsis: "~",
  sum: "S",
  ascending: "^",
  descending: "v",
  gap: " ",
};

export const glyphSets: Readonly<Record<GlyphSetName, GlyphSet>> = {
  ascii,
  block,
  braille: { ...block, name: "braille" },
};

/**
 * A braille cell with two columns filled from below to 0 to 4 dots each: two samples of a chart in
 * one cell. The dots' bits are those of Unicode's block U+2800.
 */
export const brailleColumns = (left: number, right: number): string =>
  String.fromCharCode(
    0x2800 + (leftDots[clampDots(left)] as number) + (rightDots[clampDots(right)] as number),
  );

const leftDots = [0, 0x40, 0x44, 0x46, 0x47] as const;
const rightDots = [0, 0x80, 0xa0, 0xb0, 0xb8] as const;
const clampDots = (dots: number): number => Math.max(0, Math.min(4, Math.round(dots)));
