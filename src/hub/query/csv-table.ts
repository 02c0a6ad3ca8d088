import { type Scan } from "../history/scan.ts";
import { csvLine } from "./csv-line.ts";

/** Rows written at a time: about 1 ms of hosts. */
const rowsAPiece = 64;

/**
 * Rows as CSV with a header line, in pieces. Objects within a row become columns of their own, such as
 * `top_process.pid`. The columns are those of all rows, or `columns` where there are no rows.
 */
export async function* writeCsvTable(
  rows: readonly object[],
  columns: readonly string[],
  scan: Scan,
): AsyncGenerator<string> {
  const names = new Set<string>();
  for (const [at, row] of rows.entries()) {
    for (const [name] of cellsOf(row)) names.add(name);
    if (at % rowsAPiece === 0) await scan.rest();
  }
  const header = rows.length === 0 ? columns : [...names];
  yield csvLine(header);
  for (let at = 0; at < rows.length; at += rowsAPiece) {
    const piece = rows.slice(at, at + rowsAPiece).map((row) => {
      const cells = new Map(cellsOf(row));
      return csvLine(header.map((name) => cells.get(name)));
    });
    yield piece.join("");
    await scan.rest();
  }
}

function* cellsOf(row: object): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) yield [name, value];
    else
      for (const [inner, part] of Object.entries(value) as [string, unknown][])
        yield [`${name}.${inner}`, part];
  }
}
