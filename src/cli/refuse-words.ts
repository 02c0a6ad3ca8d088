import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";

/** An option, and how what is meant for it looks. */
export interface Guess {
  readonly option: string;
  readonly looks: RegExp;
}

/**
 * For a command that takes options only: a word without one must not be ignored in silence.
 *
 * Throws PROCMON_USAGE that says what was given and, by the first guess that fits, what was meant.
 */
export const refuseWords = (words: readonly string[], guesses: readonly Guess[]): void => {
  const [word] = words;
  if (word === undefined) return;
  const got = makeSafeText(JSON.stringify(word.slice(0, 200)));
  const meant = guesses.find(({ looks }) => looks.test(word));
  throw new ProcmonError(
    "PROCMON_USAGE",
    `expected options only, got ${got}` +
      (meant === undefined ? "" : `; did you mean ${meant.option} ${got}?`),
  );
};
