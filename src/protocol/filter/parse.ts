import { limits } from "../limits.ts";
import { makeSafeText } from "../safe-text.ts";
import { type Filter, type FilterError, type FilterValue, type Operator } from "./ast.ts";
import {
  type FilterFieldId,
  filterFieldNamed,
  filterTypeOf,
  nearestFilterField,
  operatorsOf,
} from "./filter-field.ts";
import { lexFilter, type Token } from "./lex.ts";
import { isPortText, parseValue } from "./parse-value.ts";

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly error: FilterError };

/** Parentheses and negations within each other. Keeps the parser and the matcher off the stack's end. */
const maxDepth = 64;

/**
 * Reads a filter. Never throws. `or` binds weaker than `and`, `not` strongest; terms side by side are
 * joined by `and`; the empty text is the filter that matches everything.
 */
export const parseFilter = (text: string): ParsedFilter => {
  if (text.length > limits.filterLength) {
    const message = `expected at most ${limits.filterLength} characters, got ${text.length}`;
    const position = limits.filterLength;
    const token = text.slice(position, position + 40);
    return { ok: false, error: { message, position, length: text.length - position, token } };
  }
  const lexed = lexFilter(text);
  return lexed.ok ? new Parser(text, lexed.tokens).parse() : lexed;
};

/** Recursive descent. A rule returns undefined once `#error` is set. */
class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #error: FilterError | undefined;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  parse(): ParsedFilter {
    if (this.#peek().kind === "end") return { ok: true, filter: { kind: "all" } };
    const filter = this.#any();
    if (this.#peek().kind !== "end") this.#fail(this.#peek(), unexpected(this.#peek()));
    return this.#error === undefined && filter !== undefined
      ? { ok: true, filter }
      : { ok: false, error: this.#error as FilterError };
  }

  #any(): Filter | undefined {
    return this.#list("or", () => this.#every());
  }

  #every(): Filter | undefined {
    return this.#list("and", () => this.#unary());
  }

  /** Terms joined by a keyword; for `and` also terms side by side. Nested lists of one kind become one. */
  #list(kind: "and" | "or", term: () => Filter | undefined): Filter | undefined {
    const terms: Filter[] = [];
    for (;;) {
      const next = term();
      if (next === undefined) return undefined;
      terms.push(...(next.kind === kind ? next.terms : [next]));
      if (isKeyword(this.#peek(), kind)) this.#at++;
      else if (kind === "or" || this.#endsTerms()) break;
    }
    return terms.length === 1 ? terms[0] : { kind, terms };
  }

  #endsTerms(): boolean {
    const token = this.#peek();
    return token.kind === "end" || token.kind === ")" || isKeyword(token, "or");
  }

  #unary(): Filter | undefined {
    const token = this.#peek();
    if (++this.#depth > maxDepth)
      return this.#fail(token, `nested more than ${maxDepth} levels deep`);
    const filter = this.#negatedOrPrimary(token);
    this.#depth--;
    return filter;
  }

  #negatedOrPrimary(token: Token): Filter | undefined {
    if (token.kind === "!" || isKeyword(token, "not")) {
      this.#at++;
      return not(this.#unary());
    }
    if (token.kind === "word" && token.text.startsWith("-") && !token.text.startsWith("--")) {
      if (token.text.length > 1) return not(this.#term(withoutMinus(token)));
      const next = this.#peek(1);
      if (next.position === token.position + 1 && (next.kind === "quoted" || next.kind === "(")) {
        this.#at++;
        return not(this.#unary());
      }
    }
    if (isKeyword(token, "and") || isKeyword(token, "or"))
      return this.#fail(token, `expected a term before ${token.text}; quote it to search for it`);
    return this.#term(token);
  }

  #term(token: Token): Filter | undefined {
    this.#at++;
    if (token.kind === "(") return this.#group(token);
    if (token.kind !== "word" && token.kind !== "quoted")
      return this.#fail(token, token.kind === "end" ? "expected a term" : unexpected(token));
    const next = this.#peek();
    if (next.kind === "operator") return this.#comparison(token, next);
    if (token.kind === "quoted") return { kind: "text", text: token.text };
    if (isKeyword(next, "in") && this.#peek(1).kind === "(") return this.#membership(token, 2);
    if (isKeyword(next, "not") && isKeyword(this.#peek(1), "in") && this.#peek(2).kind === "(")
      return not(this.#membership(token, 3));
    return this.#bareWord(token);
  }

  #group(open: Token): Filter | undefined {
    const filter = this.#any();
    if (filter === undefined) return undefined;
    if (this.#peek().kind !== ")") return this.#fail(open, "this ( is never closed");
    this.#at++;
    return filter;
  }

  #bareWord(token: Token): Filter | undefined {
    const { text } = token;
    // Eleven digits are past every pid, so they are text.
    if (/^\d{1,10}$/.test(text)) return compare("pid", "=", Number(text));
    if (!/^:\d+$/.test(text)) return { kind: "text", text };
    return isPortText(text.slice(1))
      ? compare("ports", "=", Number(text.slice(1)))
      : this.#fail(token, "expected a port from 0 to 65535");
  }

  #comparison(name: Token, operator: Token): Filter | undefined {
    const field = this.#field(name);
    if (field === undefined) return undefined;
    const type = filterTypeOf(field);
    const sign = operator.text as Operator;
    if (!operatorsOf[type].includes(sign)) {
      const able = [...operatorsOf[type], ...(type === "flag" ? [] : ["in"])].join(" ");
      return this.#fail(operator, `${field} cannot be compared by ${sign}, only by ${able}`);
    }
    this.#at++;
    const value = this.#value(field, sign);
    return value === undefined ? undefined : compare(field, sign, value);
  }

  #membership(name: Token, skip: number): Filter | undefined {
    const field = this.#field(name);
    if (field === undefined) return undefined;
    const open = this.#peek(skip - 1);
    this.#at += skip;
    const values: FilterValue[] = [];
    for (;;) {
      const value = this.#value(field, "in");
      if (value === undefined) return undefined;
      values.push(value);
      const token = this.#peek();
      if (token.kind !== "," && token.kind !== ")")
        return token.kind === "end"
          ? this.#fail(open, "this ( is never closed")
          : this.#fail(token, "expected a comma or ) after a value of in");
      this.#at++;
      if (token.kind === ")") return { kind: "in", field, values };
    }
  }

  #field(name: Token): FilterFieldId | undefined {
    const field = name.kind === "word" ? filterFieldNamed(name.text) : undefined;
    if (field !== undefined) return field;
    if (name.kind === "quoted")
      return this.#fail(name, "expected the name of a field, got quoted text");
    const nearest = nearestFilterField(name.text);
    return this.#fail(
      name,
      `there is no field ${shown(name.text)}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
    );
  }

  #value(field: FilterFieldId, operator: Operator | "in"): FilterValue | undefined {
    const token = this.#peek();
    if (token.kind !== "word" && token.kind !== "quoted")
      return this.#fail(
        token,
        token.kind === "end"
          ? `expected a value after ${operator}`
          : `expected a value after ${operator}, got ${token.text}; quote it if it is text`,
      );
    const spaced = this.#spacedQuantity(field, operator, token);
    if (spaced !== undefined) {
      this.#at += 2;
      return spaced;
    }
    const parsed = parseValue(field, operator, token.text);
    if (!parsed.ok) return this.#fail(token, `${parsed.message}, got ${shown(token.text)}`);
    this.#at++;
    return parsed.value;
  }

  /** `10 MB`: a number and, behind a blank, a unit that the field takes. Otherwise the word is a term. */
  #spacedQuantity(
    field: FilterFieldId,
    operator: Operator | "in",
    number: Token,
  ): FilterValue | undefined {
    const unit = this.#peek(1);
    if (filterTypeOf(field) !== "number" || number.kind !== "word" || unit.kind !== "word")
      return undefined;
    if (!/[\d.]$/.test(number.text) || !/^[a-z%][a-z/]*$/i.test(unit.text)) return undefined;
    const parsed = parseValue(field, operator, number.text + unit.text);
    return parsed.ok ? parsed.value : undefined;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  /** The first error is the one reported. */
  #fail(token: Token, message: string): undefined {
    const { position, length } = token;
    this.#error ??= {
      message,
      position,
      length,
      token: this.#text.slice(position, position + length),
    };
    return undefined;
  }
}

const isKeyword = (token: Token, keyword: string): boolean =>
  token.kind === "word" && token.text.toLowerCase() === keyword;

const not = (term: Filter | undefined): Filter | undefined =>
  term === undefined ? undefined : { kind: "not", term };

const compare = (field: FilterFieldId, operator: Operator, value: FilterValue): Filter => ({
  kind: "compare",
  field,
  operator,
  value,
});

const withoutMinus = (token: Token): Token => ({
  ...token,
  text: token.text.slice(1),
  position: token.position + 1,
  length: token.length - 1,
});

const shown = (text: string): string => makeSafeText(text.slice(0, 40));

const unexpected = (token: Token): string =>
  token.kind === "operator"
    ? `expected the name of a field before ${token.text}`
    : `${token.text} does not belong here; quote it to search for it`;
