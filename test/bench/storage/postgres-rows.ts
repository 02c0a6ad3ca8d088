import { type Recording } from "../recording/read-recording.ts";
import { type Postgres } from "./postgres.ts";
import { storedNumbers, storedRows } from "./process-rows.ts";

const columns = storedNumbers.map((id) =>
  id.endsWith("percent") || id === "cpu_time" ? `${id} real` : `${id} bigint`,
);

/**
 * A typed row for each process of each sample, with the two indexes that questions need. Its texts are
 * taken to be in a table of their own, whose bytes are not counted.
 */
export const createRowTable = (postgres: Postgres, table: string): void => {
  postgres.run(
    `create table ${table} (host text, t timestamptz, pid int, ppid int, status "char", ${columns.join(", ")});` +
      `create index on ${table} (host, pid, t); create index on ${table} (host, t);`,
  );
};

/** Copies a recording in, `shiftMs` later than it was made. */
export const copyRows = (
  postgres: Postgres,
  table: string,
  recording: Recording,
  shiftMs = 0,
): void => {
  const lines: string[] = [];
  for (const rows of storedRows(recording)) {
    for (const { time, row } of rows) {
      const values = storedNumbers.map((id) => row[id] ?? "\\N");
      lines.push(
        [
          recording.hello.host,
          new Date(time + shiftMs).toISOString(),
          row.pid,
          row.ppid ?? "\\N",
          row.status ?? "\\N",
          ...values,
        ].join("\t"),
      );
    }
  }
  postgres.run(`copy ${table} from stdin`, `${lines.join("\n")}\n`);
};

/** Bytes of the table and its indexes. */
export const tableBytes = (postgres: Postgres, table: string): number =>
  Number(postgres.run(`select pg_total_relation_size('${table}')`));
