import { eachGlyph } from "../term/glyph-cells.ts";
import { textWidth } from "../term/width.ts";

/**
 * A text from a host as a dialog can hold it. Ink lays dialogs out and measures glyphs of several code
 * points (marks that Unicode does not compose, flags, keycaps, skin tones) unlike terminals do, which would
 * move the frame: what remains of such a glyph is its first code point. Tables show it whole.
 */
export const baseGlyphs = (text: string): string => {
  if (printableAscii.test(text)) return text;
  let bases = "";
  for (let at = 0; at < text.length; ) {
    // As many units as are looked at in one go, no pair cut in two.
    const end = /[\uD800-\uDBFF]/.test(text.charAt(at + most - 1)) ? at + most - 1 : at + most;
    eachGlyph(text.slice(at, end), (code) => {
      const base = String.fromCodePoint(code);
      bases += unlike.test(base) || textWidth(base) === 0 ? "\uFFFD" : base;
      return true;
    });
    at = end;
  }
  return bases;
};

const most = 4096;
const printableAscii = /^[\x20-\x7e]*$/;
// Half a flag, a skin tone alone, the vowels AM of Thai and Lao, and what Unicode segments together with the
// letter that follows (Grapheme_Cluster_Break=Prepend).
const unlike =
  /[\p{RI}\p{Emoji_Modifier}\p{Cf}\u0E33\u0EB3\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/u;
