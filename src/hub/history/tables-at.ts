import { type HostEntry } from "../../protocol/frame.ts";
import { type PastTable } from "../archive/archive.ts";
import { copyView } from "./copy-view.ts";
import { type Past } from "./past.ts";

/** Tables of hosts at a moment, and the hosts of which there is none. */
export interface TablesAt {
  /** In the order of the hosts. */
  readonly tables: readonly PastTable[];
  readonly absent: readonly string[];
}

/** A table older than this at the moment asked for, and than three intervals, is not what was then. */
const leastGapMs = 60_000;
const gapIntervals = 3;

/** The table of each host at a moment: the live one where it is the last by then, else that of the archive. */
export const readTablesAt = async (
  past: Past,
  hosts: readonly Pick<HostEntry, "host" | "interval_ms">[],
  time: number,
): Promise<TablesAt> => {
  const tables: PastTable[] = [];
  const absent: string[] = [];
  for (const { host, interval_ms } of hosts) {
    const table = await readTableAt(past, host, time);
    const gap = Math.max(leastGapMs, gapIntervals * interval_ms);
    if (table === undefined || time - table.time > gap) absent.push(host);
    else tables.push(table);
    await past.scan.rest();
  }
  return { tables, absent };
};

/** The last table at or before a moment, however old. */
const readTableAt = async (
  { archive, tenant, presentOf }: Past,
  host: string,
  time: number,
): Promise<PastTable | undefined> => {
  const present = presentOf(host);
  return present !== undefined && present.time <= time
    ? { view: copyView(present.view), time: present.time }
    : archive.tableAt({ tenant, host }, time);
};
