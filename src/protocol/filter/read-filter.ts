import { ProcmonError } from "../procmon-error.ts";
import { makeSafeText } from "../safe-text.ts";
import { type Filter, type FilterError } from "./ast.ts";
import { parseFilter } from "./parse.ts";

/** Reads a filter, or throws PROCMON_FILTER_SYNTAX with the filter and a line of carets below it. */
export const readFilter = (text: string): Filter => {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  throw new ProcmonError("PROCMON_FILTER_SYNTAX", describeFilterError(text, parsed.error));
};

/** UTF-16 units of the filter shown before and after the place of the error. */
const shownBefore = 60;
const shownAfter = 40;

const describeFilterError = (text: string, { message, position, length }: FilterError): string => {
  const from = Math.max(0, position - shownBefore);
  const before = (from === 0 ? "" : "...") + makeSafeText(text.slice(from, position));
  const token = makeSafeText(text.slice(position, position + Math.min(length, shownAfter)));
  const rest = makeSafeText(text.slice(position + length, position + length + shownAfter));
  const indent = " ".repeat(before.length);
  return `filter: ${message}\n  ${before}${token}${rest}\n  ${indent}${"^".repeat(Math.max(1, token.length))}`;
};
