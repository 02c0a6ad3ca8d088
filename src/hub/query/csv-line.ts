/** What spreadsheets take for a formula where a cell begins with it. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * One line of CSV (RFC 4180), ended by CR LF. Absent is empty. Texts come from hosts: one that a
 * spreadsheet would run as a formula gets an apostrophe in front, which it takes for "this is text". Lists
 * of texts are joined by blanks, other lists and objects are JSON.
 */
export const csvLine = (values: readonly unknown[]): string =>
  `${values.map(csvCell).join(",")}\r\n`;

const csvCell = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = textOf(value);
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const textOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  const isTexts = Array.isArray(value) && value.every((one) => typeof one === "string");
  return isTexts ? value.join(" ") : (JSON.stringify(value) ?? "");
};
