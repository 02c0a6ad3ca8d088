import { type Operator } from "./ast.ts";
import { compilePattern } from "./pattern.ts";

/** The comparison of one text with a value, made once and used for every row. */
export const compileTextTest = (operator: Operator, value: string): ((text: string) => boolean) => {
  switch (operator) {
    case "~":
      return compileMatch(value);
    case "!~": {
      const matches = compileMatch(value);
      return (text) => !matches(text);
    }
    case "!=": {
      const equals = compileEquals(value);
      return (text) => !equals(text);
    }
    default:
      return compileEquals(value);
  }
};

/** Of a pattern that the parser let through. */
const compileMatch = (value: string): ((text: string) => boolean) => {
  const pattern = compilePattern(value);
  if (!pattern.ok) throw new TypeError(pattern.message);
  return pattern.test;
};

/** Equal but for letter case; `*` stands for any text, `?` for one UTF-16 unit, `\` takes that away. */
const compileEquals = (value: string): ((text: string) => boolean) => {
  const pattern = parseWildcards(value);
  if (pattern.every((part) => typeof part === "string")) {
    const wanted = pattern.join("");
    return (text) => text.toLowerCase() === wanted;
  }
  return (text) => matchesWildcards(pattern, text.toLowerCase());
};

const anyText = Symbol("*");
const anyChar = Symbol("?");
type WildcardPart = string | typeof anyText | typeof anyChar;

/** One part per character, in lower case. */
const parseWildcards = (text: string): readonly WildcardPart[] => {
  const value = text.toLowerCase();
  const parts: WildcardPart[] = [];
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char === "*") parts.push(anyText);
    else if (char === "?") parts.push(anyChar);
    else if (char === "\\" && /[*?\\]/.test(value.charAt(i + 1))) parts.push(value.charAt(++i));
    else parts.push(char);
  }
  return parts;
};

/** Returns to the last `*` only: at most pattern times text steps, never exponential. */
const matchesWildcards = (pattern: readonly WildcardPart[], text: string): boolean => {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === anyText) {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === anyChar || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === anyText) p++;
  return p === pattern.length;
};
