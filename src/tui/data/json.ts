import { type HostRow, hostRowOf } from "../../protocol/host-row.ts";
import { nestedJson } from "../../protocol/nested-json.ts";
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
 * Every host's processes below those that started them, as JSON text: `procmon-tui tree --json`. A node
 * is a row of `processesDocument` with `matched` (false where it only stands above a match), `subtree`
 * (sums with the process itself; null where nothing could be read) and `children`. What is in `front` stands
 * first in each.
 */
export const treeDocumentText = (
  fleet: Fleet,
  query: ProcessQuery = {},
  front: object = {},
): string => {
  const view = queryProcesses(fleet, query, true);
  const { rows } = view;
  const count = Math.min(rows.count, query.limit ?? Infinity);
  return nestedJson(
    Array.from({ length: count }, (_, row) => ({
      depth: rows.depth[row] as number,
      row: {
        ...front,
        ...processRowOf(view.hostAt(row), rows.slot[row] as number),
        matched: ((rows.flags[row] as number) & rowFlags.dim) === 0,
        subtree: {
          cpu_percent: orNull(view.sumAt(row, "cpu_percent") / 100),
          memory_rss: orNull(view.sumAt(row, "memory_rss")),
        },
      },
    })),
  );
};

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
