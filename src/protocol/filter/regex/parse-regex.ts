import { anyChar, type CharSet, namedSets, setOf, unionOf } from "./char-set.ts";

export type RegexNode =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "sequence" | "choice"; readonly items: readonly RegexNode[] }
  | {
      readonly kind: "repeat";
      readonly item: RegexNode;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "boundary" | "no boundary" };

type ParsedRegex =
  | { readonly ok: true; readonly node: RegexNode }
  | { readonly ok: false; readonly message: string };

const maxLength = 1000;
const maxDepth = 50;
/** Steps of the machine that a pattern becomes; `{n,m}` repeats its item that often. */
const maxSteps = 1000;

/**
 * Reads a regular expression of the usual syntax, without what no linear machine can match: look-around
 * and back-references are refused by name. Groups only group, and lazy quantifiers count as greedy
 * ones, since a filter asks only whether there is a match.
 */
export const parseRegex = (pattern: string): ParsedRegex => {
  if (pattern.length > maxLength)
    return { ok: false, message: `expected at most ${maxLength} characters` };
  const reader = new RegexReader(pattern);
  const node = reader.choice();
  const problem = reader.problem ?? (reader.isAtEnd ? undefined : "unmatched )");
  if (problem !== undefined || node === undefined) return { ok: false, message: problem ?? "" };
  if (stepsOf(node) > maxSteps)
    return { ok: false, message: `repetitions unfold to more than ${maxSteps} steps` };
  return { ok: true, node };
};

const stepsOf = (node: RegexNode): number => {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return node.items.reduce((sum, item) => sum + stepsOf(item) + 1, 1);
    case "repeat": {
      const times = Number.isFinite(node.max) ? Math.max(node.max, 1) : node.min + 1;
      return (stepsOf(node.item) + 1) * times;
    }
    default:
      return 1;
  }
};

const letterEscapes: ReadonlyMap<string, number> = new Map([
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
  ["0", 0],
]);

/** Recursive descent over code points. A rule returns undefined once `problem` is set. */
class RegexReader {
  problem: string | undefined;
  readonly #chars: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#chars.length;
  }

  choice(): RegexNode | undefined {
    if (++this.#depth > maxDepth) return this.#fail(`nested more than ${maxDepth} levels deep`);
    const items: RegexNode[] = [];
    do {
      const item = this.#sequence();
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#take("|"));
    this.#depth--;
    return items.length === 1 ? items[0] : { kind: "choice", items };
  }

  #sequence(): RegexNode | undefined {
    const items: RegexNode[] = [];
    while (!this.isAtEnd && this.#peek() !== "|" && this.#peek() !== ")") {
      const item = this.#repeated();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: "sequence", items };
  }

  #repeated(): RegexNode | undefined {
    const item = this.#atom();
    if (item === undefined) return undefined;
    const bounds = this.#quantifier();
    if (bounds === undefined) return item;
    this.#take("?");
    const [min, max] = bounds;
    if (min > max) return this.#fail("a repetition ends before it begins");
    if (this.#quantifier() !== undefined) return this.#fail("nothing to repeat");
    return { kind: "repeat", item, min, max };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    const bounds = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(
      this.#chars.slice(this.#at, this.#at + 11).join(""),
    );
    if (bounds === null) return undefined;
    const [all, min, comma, max] = bounds as unknown as [string, string, string, string];
    if (comma === "" && max !== "") return undefined;
    this.#at += all.length;
    if (comma === "") return [Number(min), Number(min)];
    return [Number(min), max === "" ? Number.POSITIVE_INFINITY : Number(max)];
  }

  #atom(): RegexNode | undefined {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#charClass();
      case ".":
        return { kind: "set", set: anyChar };
      case "^":
        return { kind: "assert", what: "start" };
      case "$":
        return { kind: "assert", what: "end" };
      case "*":
      case "+":
      case "?":
        return this.#fail(`nothing to repeat before ${char}`);
      case "\\":
        if (this.#take("b")) return { kind: "assert", what: "boundary" };
        if (this.#take("B")) return { kind: "assert", what: "no boundary" };
        return setNode(this.#escape());
      default:
        return setNode(setOf(char.codePointAt(0) as number));
    }
  }

  #group(): RegexNode | undefined {
    if (this.#take("?")) {
      const rest = this.#chars.slice(this.#at, this.#at + 40).join("");
      const head = /^(?::|<[A-Za-z_]\w*>)/.exec(rest)?.[0];
      if (head === undefined) return this.#fail("look-around and flags are not supported");
      this.#at += head.length;
    }
    const item = this.choice();
    if (item === undefined) return undefined;
    return this.#take(")") ? item : this.#fail("missing )");
  }

  #charClass(): RegexNode | undefined {
    const negated = this.#take("^");
    const sets: CharSet[] = [];
    while (!this.#take("]")) {
      if (this.isAtEnd) return this.#fail("missing ]");
      const from = this.#classAtom();
      if (from === undefined) return undefined;
      if (this.#peek() !== "-" || this.#peek(1) === "]" || this.#peek(1) === "") {
        sets.push(from);
        continue;
      }
      this.#at++;
      const to = this.#classAtom();
      if (to === undefined) return undefined;
      const low = onlyChar(from);
      const high = onlyChar(to);
      if (low === undefined || high === undefined || low > high)
        return this.#fail("a range in [ ] ends before it begins");
      sets.push({ negated: false, ranges: [[low, high]] });
    }
    return { kind: "set", set: unionOf(sets, negated) };
  }

  #classAtom(): CharSet | undefined {
    const char = this.#next();
    if (char !== "\\") return setOf(char.codePointAt(0) as number);
    return this.#take("b") ? setOf(8) : this.#escape();
  }

  #escape(): CharSet | undefined {
    const char = this.#next();
    const named = namedSets.get(char);
    if (named !== undefined) return named;
    const letter = letterEscapes.get(char);
    if (letter !== undefined) return setOf(letter);
    if (char === "x" || char === "u") {
      const rest = this.#chars.slice(this.#at, this.#at + 8).join("");
      const pattern = char === "x" ? /^[0-9a-f]{2}/i : /^(?:[0-9a-f]{4}|\{[0-9a-f]{1,6}\})/i;
      const digits = pattern.exec(rest)?.[0];
      const value = digits === undefined ? Number.NaN : parseInt(digits.replace("{", ""), 16);
      if (digits === undefined || value > 0x10ffff)
        return this.#fail(`expected hexadecimal digits after \\${char}`);
      this.#at += digits.length;
      return setOf(value);
    }
    if (/^[1-9k]$/.test(char)) return this.#fail("back-references are not supported");
    if (char === "") return this.#fail("\\ at the end");
    if (/^[A-Za-z]$/.test(char)) return this.#fail(`\\${char} has no meaning here`);
    return setOf(char.codePointAt(0) as number);
  }

  #peek(ahead = 0): string {
    return this.#chars[this.#at + ahead] ?? "";
  }

  #next(): string {
    return this.#chars[this.#at++] ?? "";
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #fail(problem: string): undefined {
    this.problem ??= problem;
    return undefined;
  }
}

const setNode = (set: CharSet | undefined): RegexNode | undefined =>
  set === undefined ? undefined : { kind: "set", set };

const onlyChar = ({ ranges, negated }: CharSet): number | undefined => {
  const [first, ...others] = ranges;
  return negated || others.length > 0 || first === undefined || first[0] !== first[1]
    ? undefined
    : first[0];
};
