/**
 * The ASCII character that stands for a glyph where the terminal's character set is not Unicode: our own
 * line, block and braille characters keep their meaning, everything else is a question mark.
 */
export const asciiSubstitute = (code: number): number => {
  if (code < 0x7f) return code;
  if (code > 0xffff) return question;
  if (code >= 0x2800 && code <= 0x28ff) return brailleRamp.charCodeAt(bitCount(code & 0xff));
  const known = substitutes.indexOf(String.fromCharCode(code));
  if (known >= 0) return replacements.charCodeAt(known);
  return code >= 0x2500 && code <= 0x257f ? plus : question;
};

const plus = 0x2b;
const question = 0x3f;

/** By the number of dots, 0 to 8. */
const brailleRamp = " ..::**##";

// biome-ignore format: each character stands above its replacement
const substitutes =
  "─━═╌┄┈╴╶│┃║╎┆┊╵╷▁▂▃▄▅▆▇█░▒▓▏▎▍▌▋▊▉▐▀■□▪←→↑↓▲▼▶◀▸▾◂▴…·•●○×±−–—‘’“”«»°µΣΔ✓✗\u00A0";
// biome-ignore format: as above
const replacements =
  "--------||||||||_.:-=+*#.:%||||####\"#o*<>^v^v><>v<^~.**ox+---''\"\"<>ouSDvx ";

const bitCount = (byte: number): number => {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
};
