import { type FleetHost } from "./fleet-host.ts";
import { historySpan } from "./history-span.ts";
import { type HostColumn, hostColumns } from "./host-columns.ts";
import { type HostsView } from "./hosts-view.ts";
import { type ProcessColumn, processColumns } from "./process-columns.ts";
import { type ProcessView } from "./process-view.ts";
import { type Sort } from "./sort-field.ts";

/** The columns that the process table has on screen: what is painted, and what keys walk along. */
export const shownProcessColumns = (
  view: ProcessView,
  width: number,
  sort: Sort,
): ProcessColumn[] =>
  processColumns({
    width,
    hostWidth: view.hosts.length > 1 ? longestHost(view.hosts) : 0,
    tree: view.tree,
    sort: sort.field,
    historyTitle: historySpan(view.hosts),
  });

/** The columns that the hosts table has on screen. */
export const shownHostColumns = (view: HostsView, width: number): HostColumn[] =>
  hostColumns({
    width,
    hostWidth: longestHost(view.rows),
    historyTitle: historySpan(view.rows),
  });

const longestHost = (hosts: readonly FleetHost[]): number => {
  let longest = 0;
  for (const { host } of hosts) longest = Math.max(longest, host.length);
  return longest;
};
