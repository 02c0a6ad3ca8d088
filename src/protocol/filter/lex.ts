import { type FilterError } from "./ast.ts";

/** `word` as typed, `quoted` with its escapes resolved, a mark, or the end of the text. */
export interface Token {
  readonly kind: "word" | "quoted" | "operator" | "(" | ")" | "," | "!" | "end";
  readonly text: string;
  /** Place and extent in the filter, quotes included. */
  readonly position: number;
  readonly length: number;
}

type Lexed =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly error: FilterError };

const whitespace = /\s+/y;
const mark = /!=|!~|>=|<=|[=~<>(),!]/y;
/** A `!` within a word is part of it, unless it begins an operator: `a!b`, but `a!=b`. */
const word = /(?:[^\s()"',=~<>!]|!(?![=~]))+/y;
const quoted = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;

/** Splits a filter into tokens, the last of which is `end`. */
export const lexFilter = (text: string): Lexed => {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  };
  while (position < text.length) {
    const space = take(whitespace);
    if (space !== undefined) {
      position += space.length;
      continue;
    }
    const found = take(mark);
    const raw = found ?? take(word) ?? take(quoted);
    if (raw === undefined) {
      const rest = text.slice(position);
      const message = `expected a closing ${rest.charAt(0)}`;
      return { ok: false, error: { message, position, length: rest.length, token: rest } };
    }
    const isQuoted = raw.startsWith('"') || raw.startsWith("'");
    tokens.push({
      kind: found === undefined ? (isQuoted ? "quoted" : "word") : kindOfMark(found),
      text: isQuoted ? unescape(raw.slice(1, -1)) : raw,
      position,
      length: raw.length,
    });
    position += raw.length;
  }
  tokens.push({ kind: "end", text: "", position: text.length, length: 0 });
  return { ok: true, tokens };
};

const kindOfMark = (found: string): Token["kind"] =>
  found === "(" || found === ")" || found === "," || found === "!" ? found : "operator";

/** Only quotes and the backslash are escaped, so that `"\d+"` needs no doubled backslash. */
const unescape = (text: string): string => text.replace(/\\(["'\\])/g, "$1");
