/**
 * A word of a script with its quotes, blanks, or one character that ends a command. Control characters
 * have their pictures by now: a line ends with U+240A.
 */
const piece =
  /(?:\\[\s\S]?|'[^']*'?|"(?:\\[\s\S]?|[^"\\])*"?|[<>]&|&>|[^\s;&|()`'"\\\u2409\u240A\u240D])+|[\t \u2409]+|[\s\S]/g;
const isBlank = /^[\t \u2409]/;
const isEnd = /^[\s;&|()`\u240A\u240D]/;
const isQuoted = /^(?:'[^']*'|"[^"]*")$/;

/**
 * Gives the words of each command of a shell script, without the quotes around a whole word, to
 * `change`, and puts what comes back in their places. All other text stays as it was.
 */
export const changeCommands = (
  script: string,
  change: (words: readonly string[]) => readonly string[],
): string => {
  const pieces = script.match(piece) ?? [];
  let places: number[] = [];
  const changeCommand = (): void => {
    const words = places.map((at) => unquote(pieces[at] as string));
    for (const [i, word] of change(words).entries()) {
      const at = places[i] as number;
      if (word !== words[i]) pieces[at] = quoteLike(pieces[at] as string, word);
    }
    places = [];
  };
  for (const [at, text] of pieces.entries()) {
    if (isBlank.test(text)) continue;
    if (isEnd.test(text)) changeCommand();
    else places.push(at);
  }
  changeCommand();
  return pieces.join("");
};

const unquote = (word: string): string => (isQuoted.test(word) ? word.slice(1, -1) : word);

const quoteLike = (before: string, word: string): string =>
  isQuoted.test(before) ? before.charAt(0) + word + before.charAt(0) : word;
