import { type ProcessFieldId } from "../process-fields.ts";
import { formatQuantity } from "../units.ts";
import { type Filter, type FilterValue } from "./ast.ts";
import { type FilterFieldId, filterTypeOf, quantityKindOf } from "./filter-field.ts";

/**
 * The canonical text of a filter: field ids instead of aliases, `and` spelled out, quotes and
 * parentheses only where they are needed. `parseFilter` reads the same filter back.
 */
export const printFilter = (filter: Filter): string => {
  switch (filter.kind) {
    case "all":
      return "";
    case "and":
    case "or":
      return filter.terms.map((term) => printIn(filter.kind, term)).join(` ${filter.kind} `);
    case "not":
      return `not ${printIn("not", filter.term)}`;
    case "text":
      return printWord(filter.text);
    case "in":
      return `${filter.field} in (${filter.values.map((v) => printValue(filter.field, v)).join(", ")})`;
    case "compare":
      if (filter.operator === "=" && filter.field === "ports") return `:${filter.value}`;
      if (filter.operator === "=" && filter.field === "pid" && isPid(filter.value))
        return String(filter.value);
      return `${filter.field} ${filter.operator} ${printValue(filter.field, filter.value)}`;
  }
};

const printIn = (parent: "and" | "or" | "not", term: Filter): string => {
  const text = printFilter(term);
  return term.kind === "or" || (term.kind === "and" && parent === "not") ? `(${text})` : text;
};

const isPid = (value: FilterValue): boolean =>
  Number.isInteger(value) && /^\d{1,10}$/.test(String(value));

const printValue = (field: FilterFieldId, value: FilterValue): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return plainValue.test(value) ? value : quote(value);
  return filterTypeOf(field) === "number"
    ? formatQuantity(value, quantityKindOf(field as ProcessFieldId))
    : String(value);
};

const plainValue = /^[\p{L}\p{N}_./@:+*?%^$|[\]{}-]+$/u;
/** Does not begin with a digit, a colon or a minus: those could be a pid, a port or a negation. */
const plainWord = /^[\p{L}_./@+][\p{L}\p{N}_./@:+-]*$/u;
const keyword = /^(?:and|or|not|in)$/i;

const printWord = (text: string): string =>
  plainWord.test(text) && !keyword.test(text) ? text : quote(text);

const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
