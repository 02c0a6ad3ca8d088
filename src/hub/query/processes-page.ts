import { type ProcessesQuery } from "../../protocol/api/processes.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { type Scan } from "../history/scan.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { createFirstRows } from "./first-rows.ts";
import { compileConditions } from "./process-condition.ts";
import { createRowOrder, type OrderPlace } from "./row-order.ts";

/** A process that was found, not yet read but for its place in the order. */
export interface FoundRow extends OrderPlace {
  readonly view: HostView;
  readonly slot: number;
}

export interface ProcessesPage {
  /** Processes that match, on this page or not. */
  readonly total: number;
  readonly rows: readonly FoundRow[];
  /** For the page behind this one; null where nothing is behind it. */
  readonly nextCursor: string | null;
}

/**
 * The processes of the hosts that meet a query, sorted, the page of them that was asked for. Each host is
 * looked through in one go, others have their turn in between. Throws PROCMON_FILTER_SYNTAX and
 * PROCMON_QUERY_INVALID.
 */
export const computeProcessesPage = async (
  views: readonly HostView[],
  query: ProcessesQuery,
  scan: Scan,
): Promise<ProcessesPage> => {
  const { offset, limit } = query;
  const meets = compileConditions(query);
  const order = createRowOrder(query);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, order);
  // One more than is given tells whether a page follows.
  const first = createFirstRows<FoundRow>(order.compare, offset + limit + 1);
  let total = 0;
  for (const view of views) {
    const { used, bound, pid, start } = view.state.processes;
    for (let slot = 0; slot < bound; slot++) {
      if (used[slot] !== 1 || !meets(view, slot)) continue;
      total++;
      const row = {
        key: order.keyOf(view, slot),
        host: view.host,
        pid: pid[slot] as number,
        start: start[slot] as number,
        view,
        slot,
      };
      if (after === undefined || order.compare(row, after) > 0) first.add(row);
    }
    await scan.rest();
  }
  const sorted = await first.sorted(scan);
  const rows = sorted.slice(offset, offset + limit);
  const last = rows.at(-1);
  const nextCursor =
    last === undefined || sorted.length <= offset + limit ? null : encodeCursor(order, last);
  return { total, rows, nextCursor };
};
