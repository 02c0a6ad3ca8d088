import { csvLine } from "./csv-line.ts";

/**
 * Rows as CSV with a header line. Objects within a row become columns of their own, such as
 * `top_process.pid`. The columns are those of all rows, or `columns` where there are no rows.
 */
export const csvTable = (rows: readonly object[], columns: readonly string[]): string => {
  const flat = rows.map(flatten);
  const names = new Set<string>();
  for (const row of flat) for (const name of row.keys()) names.add(name);
  const header = rows.length === 0 ? columns : [...names];
  return csvLine(header) + flat.map((row) => csvLine(header.map((name) => row.get(name)))).join("");
};

const flatten = (row: object): Map<string, unknown> => {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(row)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) flat.set(name, value);
    else for (const [inner, part] of Object.entries(value)) flat.set(`${name}.${inner}`, part);
  }
  return flat;
};
