import { type HostEntry } from "../../protocol/frame.ts";
import { type PastTable } from "../archive/archive.ts";
import { type Past } from "./past.ts";

/** Tables of hosts at a moment, and the hosts of which there is none. */
export interface TablesAt {
  /** In the order of the hosts. Live ones are as they are now: to be read before anything is awaited. */
  readonly tables: readonly PastTable[];
  readonly absent: readonly string[];
}

/** A table older than this at the moment asked for, and than three intervals, is not what was then. */
const leastGapMs = 60_000;
const gapIntervals = 3;

/** The table of each host at a moment: the live one where it is the last by then, else that of the archive. */
export const readTablesAt = async (
  { archive, tenant, presentOf, scan }: Past,
  hosts: readonly Pick<HostEntry, "host" | "interval_ms">[],
  time: number,
): Promise<TablesAt> => {
  const kept = new Map<string, PastTable | undefined>();
  const liveOf = (host: string): PastTable | undefined => {
    const present = presentOf(host);
    return present !== undefined && present.time <= time ? present : undefined;
  };
  // A live table may pass the moment while others are read: then that one is in the archive, too.
  for (;;) {
    const missing = hosts.filter(({ host }) => !kept.has(host) && liveOf(host) === undefined);
    if (missing.length === 0) break;
    for (const { host } of missing) {
      kept.set(host, await archive.tableAt({ tenant, host }, time));
      await scan.rest();
    }
  }
  const tables: PastTable[] = [];
  const absent: string[] = [];
  for (const { host, interval_ms } of hosts) {
    const table = kept.has(host) ? kept.get(host) : liveOf(host);
    const gap = Math.max(leastGapMs, gapIntervals * interval_ms);
    if (table === undefined || time - table.time > gap) absent.push(host);
    else tables.push(table);
  }
  return { tables, absent };
};
