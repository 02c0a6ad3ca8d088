import { type ProcessFieldId, processFields } from "../process-fields.ts";
import { isProcessStatus, type ProcessStatus, processStatuses } from "../process-status.ts";
import { parseQuantity } from "../units.ts";
import { type FilterValue, type Operator } from "./ast.ts";
import { type FilterFieldId, filterTypeOf, quantityKindOf } from "./filter-field.ts";
import { compilePattern } from "./pattern.ts";
import { hasWildcards, wildcardPattern } from "./wildcards.ts";

type ParsedValue =
  | { readonly ok: true; readonly value: FilterValue }
  | { readonly ok: false; readonly message: string };

const valid = (value: FilterValue): ParsedValue => ({ ok: true, value });
const invalid = (message: string): ParsedValue => ({ ok: false, message });

/** Reads the value that stands behind an operator of a field. */
export const parseValue = (
  field: FilterFieldId,
  operator: Operator | "in",
  text: string,
): ParsedValue => {
  switch (filterTypeOf(field)) {
    case "number":
      return parseNumber(field as ProcessFieldId, text);
    case "ports":
      return parsePort(text);
    case "status":
      return parseStatus(text);
    case "flag":
      return parseFlag(text);
    case "text":
      return operator === "~" || operator === "!~" ? parsePattern(text) : parseText(text);
  }
};

const examples = {
  bytes: "bytes such as 500M or 2Gi",
  percent: "a percentage such as 50%",
  seconds: "a time such as 90s or 2h",
  milliseconds: "milliseconds or a time such as 90s or 2h",
  plain: "a number",
} as const;

const parseNumber = (field: ProcessFieldId, text: string): ParsedValue => {
  const kind = quantityKindOf(field);
  const perSecond =
    processFields[field].unit === "bytes_per_sec" ? text.replace(/\/s$/i, "") : text;
  const value = parseQuantity(perSecond, kind);
  // Adding 0 turns -0 into 0.
  return value === undefined ? invalid(`expected ${examples[kind]}`) : valid(value + 0);
};

const parsePort = (text: string): ParsedValue => {
  const digits = text.replace(/^:/, "");
  return isPortText(digits) ? valid(Number(digits)) : invalid("expected a port from 0 to 65535");
};

export const isPortText = (digits: string): boolean =>
  /^\d{1,5}$/.test(digits) && Number(digits) <= 65_535;

const parseStatus = (text: string): ParsedValue => {
  if (isProcessStatus(text)) return valid(text);
  const name = text.toLowerCase().replace(/[_-]/g, " ");
  for (const letter of Object.keys(processStatuses) as ProcessStatus[])
    if (processStatuses[letter] === name) return valid(letter);
  const known = Object.entries(processStatuses).map(([letter, word]) => `${letter} (${word})`);
  return invalid(`expected a process state: ${known.join(", ")}; letters are case-sensitive`);
};

const parseFlag = (text: string): ParsedValue => {
  const word = text.toLowerCase();
  if (word === "yes" || word === "true") return valid(true);
  return word === "no" || word === "false" ? valid(false) : invalid("expected yes or no");
};

const parseText = (text: string): ParsedValue => {
  const pattern = hasWildcards(text) ? compilePattern(wildcardPattern(text)) : undefined;
  return pattern === undefined || pattern.ok
    ? valid(text)
    : invalid(`wildcards: ${pattern.message}`);
};

const parsePattern = (text: string): ParsedValue => {
  const pattern = compilePattern(text);
  return pattern.ok ? valid(text) : invalid(`regular expression: ${pattern.message}`);
};
