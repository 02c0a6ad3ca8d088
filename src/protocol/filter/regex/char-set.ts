/** Code points, as inclusive ranges. Letter case is ignored when it is asked. */
export interface CharSet {
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly negated: boolean;
}

const code = (letter: string): number => letter.codePointAt(0) as number;
const range = (from: string, to: string = from) => [code(from), code(to)] as const;
const set = (negated: boolean, ...ranges: CharSet["ranges"]): CharSet => ({ negated, ranges });

const digit = [range("0", "9")] as const;
const wordChar = [range("0", "9"), range("A", "Z"), range("_"), range("a", "z")] as const;
const space = [
  range("\t", "\r"),
  range(" "),
  range("\u00A0"),
  range("\u1680"),
  range("\u2000", "\u200A"),
  range("\u2028", "\u2029"),
  range("\u202F"),
  range("\u205F"),
  range("\u3000"),
  range("\uFEFF"),
] as const;

/** What `\d`, `\W` and so on stand for. */
export const namedSets: ReadonlyMap<string, CharSet> = new Map([
  ["d", set(false, ...digit)],
  ["D", set(true, ...digit)],
  ["w", set(false, ...wordChar)],
  ["W", set(true, ...wordChar)],
  ["s", set(false, ...space)],
  ["S", set(true, ...space)],
]);

/** `.`: everything but line ends. */
export const anyChar = set(true, range("\n"), range("\r"), range("\u2028", "\u2029"));

export const setOf = (codePoint: number): CharSet => set(false, [codePoint, codePoint]);

export const containsChar = ({ ranges, negated }: CharSet, codePoint: number): boolean => {
  const letter = String.fromCodePoint(codePoint);
  const lower = onlyCodePoint(letter.toLowerCase(), codePoint);
  const upper = onlyCodePoint(letter.toUpperCase(), codePoint);
  return (
    negated !== ranges.some(([a, z]) => [codePoint, lower, upper].some((c) => c >= a && c <= z))
  );
};

/** The other case of a letter, unless that is several characters long, as with `ß`. */
const onlyCodePoint = (text: string, otherwise: number): number => {
  const codePoint = code(text);
  return text.length === String.fromCodePoint(codePoint).length ? codePoint : otherwise;
};

/** The sets between `[` and `]`, joined: a range list that named sets and their negations enter too. */
export const unionOf = (sets: readonly CharSet[], negated: boolean): CharSet => ({
  negated,
  ranges: sets.flatMap((one) => (one.negated ? complement(one.ranges) : one.ranges)),
});

const complement = (ranges: CharSet["ranges"]): CharSet["ranges"] => {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  gaps.push([next, 0x10ffff]);
  return gaps;
};
