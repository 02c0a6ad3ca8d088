import { eastAsianWidth } from "get-east-asian-width";
import { makeSafeText } from "../../protocol/safe-text.ts";

/**
 * How text becomes glyphs in cells. A terminal moves its cursor by code point, so a glyph here is what
 * the tables of all terminals can agree on: a base with at most one mark on it, a flag of two
 * regional indicators, an emoji with a skin tone, a Hangul syllable of jamo. Grapheme clusters of
 * Unicode are longer (Devanagari conjuncts, SARA AM) and no terminal measures them alike.
 */

/** Called for each glyph: its first code point, its text when that is more than one code point, its cells. `false` ends. */
export type VisitGlyph = (code: number, cluster: string | undefined, cells: 1 | 2) => boolean;

/**
 * Visits the glyphs of a text from anywhere. The text is made safe first, marks without a base and
 * all but the first mark of a base are left out, and what follows 4,096 code units is not looked at.
 */
export const eachGlyph = (text: string, visit: VisitGlyph): void => {
  const safe = makeSafeText(text.length > maxUnits ? text.slice(0, maxUnits) : text).normalize(
    "NFC",
  );
  for (const [glyph] of safe.matchAll(glyphs)) {
    const code = glyph.codePointAt(0) as number;
    if (code >= firstMark && mark.test(glyph)) continue;
    const single = glyph.length === (code > 0xffff ? 2 : 1);
    const cells = single ? codePointCells(code) : clusterCells(glyph, code);
    if (!visit(code, single ? undefined : glyph, cells)) return;
  }
};

const maxUnits = 4096;
const firstMark = 0x300;

const clusterCells = (glyph: string, code: number): 1 | 2 =>
  codePointCells(code) === 2 || pair.test(glyph) || spacingMark.test(glyph) ? 2 : 1;

// A spacing mark (Mc) is one cell in some terminals and none in others: with its base it gets two.
// Leading and surplus marks come last, to be matched and left out.
const glyphs =
  /\p{RI}\p{RI}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|[\u1100-\u115F\uA960-\uA97C][\u1160-\u11FF\uD7B0-\uD7FF]{0,2}|[^\p{M}\u1160-\u11FF\uD7B0-\uD7FF][\p{Mn}\p{Me}]?\p{Mc}?|[\p{M}\u1160-\u11FF\uD7B0-\uD7FF]{1,64}/gu;
const mark = /^[\p{M}\u1160-\u11FF\uD7B0-\uD7FF]/u;
const pair = /^\p{RI}/u;
const spacingMark = /\p{Mc}/u;

/**
 * Cells of one code point that is not a mark: 2 for East Asian Wide and Fullwidth (UAX 11, which covers
 * emoji presentation), else 1; ambiguous is 1. The tables are of the Unicode version that the pinned
 * get-east-asian-width carries.
 */
const codePointCells = (code: number): 1 | 2 => (eastAsianWidth(code) === 2 ? 2 : 1);

/**
 * Whether a UTF-16 unit is, without any lookup, a safe glyph of one cell: printable ASCII, Latin,
 * and the line, block, arrow, triangle and braille characters of our own screens.
 */
export const isOneCell = (unit: number): boolean =>
  unit < 0x7f
    ? unit >= 0x20
    : (unit >= 0x2500 && unit <= 0x259f) ||
      (unit >= 0x2800 && unit <= 0x28ff) ||
      (unit >= 0xa0 && unit <= 0x24f && unit !== 0xad) ||
      unit === 0x2026 ||
      (unit >= 0x2190 && unit <= 0x2193) ||
      unit === 0x25b2 ||
      unit === 0x25bc ||
      unit === 0x03a3;
