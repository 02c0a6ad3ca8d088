import { nearestName } from "../protocol/nearest-name.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";

/** An option, and how what is meant for it looks. */
export interface Guess {
  readonly option: string;
  readonly looks: RegExp;
}

/**
 * A word that a command does not know must not be ignored in silence. `known` are those that may stand
 * there instead; none where the command takes options only.
 *
 * Throws PROCMON_USAGE that says what was given and, by the nearest word or the first guess that fits,
 * what was meant.
 */
export const refuseWords = (
  words: readonly string[],
  guesses: readonly Guess[],
  known: readonly string[] = [],
): void => {
  const [word] = words;
  if (word === undefined) return;
  const got = makeSafeText(JSON.stringify(word.slice(0, 200)));
  const expected = known.length === 0 ? "options only" : `${known.join(", ")} or options only`;
  const option = guesses.find(({ looks }) => looks.test(word))?.option;
  const meant = nearestName(word, known) ?? (option === undefined ? undefined : `${option} ${got}`);
  throw new ProcmonError(
    "PROCMON_USAGE",
    `expected ${expected}, got ${got}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
};
