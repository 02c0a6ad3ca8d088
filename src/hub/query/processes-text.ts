import { type ProcessFieldId, processFieldIds } from "../../protocol/process-fields.ts";
import { processRowOf, processValue } from "../../protocol/process-row.ts";
import { type Scan } from "../history/scan.ts";
import { csvLine } from "./csv-line.ts";
import { type FoundRow, type ProcessesPage } from "./processes-page.ts";

/** Rows written at a time: about 1 ms of whole ones. */
const rowsAPiece = 64;

/** A page as JSON text, the shape `processesAnswer`, in pieces; `told` goes in front of the processes. */
export async function* writeProcessesJson(
  { total, rows, nextCursor }: ProcessesPage,
  fields: readonly ProcessFieldId[] | undefined,
  scan: Scan,
  told: object = {},
): AsyncGenerator<string> {
  const head = JSON.stringify({ total, next_cursor: nextCursor, ...told });
  let separator = `${head.slice(0, -1)},"processes":[`;
  const write = (row: FoundRow): string => {
    const text = separator + JSON.stringify(rowOf(row, fields));
    separator = ",";
    return text;
  };
  yield* writeRows(rows, write, scan);
  yield separator === "," ? "]}" : `${separator}]}`;
}

/** A page as CSV (RFC 4180) with a header line, in pieces. */
export async function* writeProcessesCsv(
  { rows }: ProcessesPage,
  fields: readonly ProcessFieldId[] = processFieldIds,
  scan: Scan,
): AsyncGenerator<string> {
  yield csvLine(["host", ...fields]);
  const write = ({ view, slot }: FoundRow): string =>
    csvLine([view.host, ...fields.map((id) => processValue(view, slot, id))]);
  yield* writeRows(rows, write, scan);
}

async function* writeRows(
  rows: readonly FoundRow[],
  write: (row: FoundRow) => string,
  scan: Scan,
): AsyncGenerator<string> {
  for (let at = 0; at < rows.length; at += rowsAPiece) {
    const piece = rows
      .slice(at, at + rowsAPiece)
      .filter(isThere)
      .map(write)
      .join("");
    if (piece !== "") yield piece;
    await scan.rest();
  }
}

/** Its slot may have become that of another process since the page was made. */
const isThere = ({ view, slot, pid, start }: FoundRow): boolean => {
  const { processes } = view.state;
  return (
    processes.used[slot] === 1 && processes.pid[slot] === pid && processes.start[slot] === start
  );
};

const rowOf = (
  { view, slot }: FoundRow,
  fields: readonly ProcessFieldId[] | undefined,
): Record<string, unknown> => {
  if (fields === undefined) return processRowOf(view, slot);
  const row: Record<string, unknown> = { host: view.host };
  for (const id of fields) row[id] = processValue(view, slot, id);
  return row;
};
