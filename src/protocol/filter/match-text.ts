import { type Operator } from "./ast.ts";
import { compilePattern } from "./pattern.ts";
import { hasWildcards, literalText, wildcardPattern } from "./wildcards.ts";

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

/** Equal but for letter case, wildcards included. */
const compileEquals = (value: string): ((text: string) => boolean) => {
  if (hasWildcards(value)) return compileMatch(wildcardPattern(value));
  const wanted = literalText(value).toLowerCase();
  return (text) => text.toLowerCase() === wanted;
};
