import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { makeSafeText } from "../safe-text.ts";

type Pattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly message: string };

const maxLength = 1000;
/** Steps of the machine that a pattern becomes; time is at most this times the text, `{n,m}` unfolds. */
const maxSteps = 1000;

/**
 * A regular expression in RE2's syntax, letter case ignored, that looks for a match anywhere in a text
 * in linear time. Never throws.
 */
export const compilePattern = (pattern: string): Pattern => {
  if (pattern.length > maxLength)
    return { ok: false, message: `expected at most ${maxLength} characters` };
  try {
    const regex = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return regex.programSize() > maxSteps
      ? { ok: false, message: `repetitions unfold to more than ${maxSteps} steps` }
      : { ok: true, test: (text) => regex.test(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return { ok: false, message: describe(error, pattern) };
    throw error;
  }
};

const describe = (error: RE2JSException, pattern: string): string => {
  if (!(error instanceof RE2JSSyntaxException)) return error.message;
  // The library writes its own flag before the pattern that it quotes.
  const place = (error.input ?? "").replace(/^\(\?i\)/, "");
  if (/^\(\?<?[=!]|^\\[1-9k]/.test(place))
    return "look-around and back-references are not supported";
  const isWhole = place === "" || place === pattern;
  return isWhole ? error.error : `${error.error}: ${makeSafeText(place.slice(0, 40))}`;
};
