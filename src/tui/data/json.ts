import { type HostRow, hostRowOf } from "../../protocol/host-row.ts";
import { type ProcessRow, processRowOf } from "../../protocol/process-row.ts";
import { type Fleet } from "./fleet.ts";
import { hostsInScope, type ProcessQuery, queryProcesses } from "./process-query.ts";
import { rowFlags } from "./process-view.ts";

/** One row a host, by host id: what `procmon-tui hosts --json` prints. */
export const hostsDocument = (
  fleet: Fleet,
  { hosts, limit }: Pick<ProcessQuery, "hosts" | "limit"> = {},
): HostRow[] =>
  hostsInScope(fleet, hosts)
    .slice(0, limit ?? Infinity)
    .map(({ entry, state }) => hostRowOf(entry, state));

/** One row a process: what `procmon-tui processes --json` prints. */
export const processesDocument = (fleet: Fleet, query: ProcessQuery = {}): ProcessRow[] => {
  const view = queryProcesses(fleet, query, false);
  const count = Math.min(view.rows.count, query.limit ?? Infinity);
  return Array.from({ length: count }, (_, row) =>
    processRowOf(view.hostAt(row), view.rows.slot[row] as number),
  );
};

/**
 * A process in its tree: its row, its place, and whether it passed the filter or stands there as the
 * ancestor of one that did. Sums include the process itself; null where nothing could be read.
 */
export type TreeRow = ProcessRow & {
  /** 0 for a root. */
  readonly depth: number;
  readonly matched: boolean;
  readonly subtree_cpu_percent: number | null;
  readonly subtree_memory_rss: number | null;
};

/** Parents before their children, siblings in the order asked for: `procmon-tui tree --json`. */
export const treeDocument = (fleet: Fleet, query: ProcessQuery = {}): TreeRow[] => {
  const view = queryProcesses(fleet, query, true);
  const { rows } = view;
  const count = Math.min(rows.count, query.limit ?? Infinity);
  return Array.from({ length: count }, (_, row) => ({
    ...processRowOf(view.hostAt(row), rows.slot[row] as number),
    depth: rows.depth[row] as number,
    matched: ((rows.flags[row] as number) & rowFlags.dim) === 0,
    subtree_cpu_percent: orNull(view.sumAt(row, "cpu_percent") / 100),
    subtree_memory_rss: orNull(view.sumAt(row, "memory_rss")),
  }));
};

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
