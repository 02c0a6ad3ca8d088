import { type Fleet } from "../data/fleet.ts";
import { type FleetHost } from "../data/fleet-host.ts";
import { freshnessOf } from "../data/freshness.ts";
import { type HostsView, hostSortTitles } from "../data/hosts-view.ts";
import { metersOf } from "../data/meters.ts";
import { type ProcessView } from "../data/process-view.ts";
import { type ScreenState } from "../data/screen-state.ts";
import { titleOfSort } from "../data/sort-field.ts";
import { type CellGrid } from "../term/cell-grid.ts";
import { type GlyphSet } from "../term/glyphs.ts";
import { type ConnectionModel } from "./connection-text.ts";
import { paintHeader } from "./header.ts";
import { paintHostMeters } from "./host-meters.ts";
import { paintHostsTable } from "./hosts-table.ts";
import { type Layout } from "./layout.ts";
import { paintProcessTable } from "./process-table.ts";
import { paintStatusLine } from "./status-line.ts";
import { type Theme } from "./theme.ts";

/** Everything that the painted part of the screen shows. */
export interface ScreenModel {
  readonly state: ScreenState;
  readonly fleet: Fleet;
  /** The hosts whose processes are shown. */
  readonly scope: readonly FleetHost[];
  readonly hosts: HostsView;
  readonly processes: ProcessView;
  readonly feed: ConnectionModel["feed"];
  /** Now, in monotonic milliseconds. */
  readonly monotonic: number;
  /** The moment that the data is shown as of: now, or when the screen was frozen. */
  readonly dataMoment: number;
  /** Wall clock, milliseconds since 1970. */
  readonly now: number;
}

/** Paints the whole screen but what Ink draws: filter line, footer and dialogs. */
export const paintScreen = (
  grid: CellGrid,
  layout: Layout,
  model: ScreenModel,
  theme: Theme,
  glyphs: GlyphSet,
): void => {
  const { state, scope, hosts, processes, now } = model;
  const connection = connectionOf(model);
  if (layout.header !== null)
    paintHeader(
      grid,
      layout.header,
      {
        ...connection,
        screen: state.screen,
        scope: (state.screen === "hosts" ? null : state.scope) ?? onlyHost(model.fleet),
        counts: hosts.counts,
        processes: state.screen === "hosts" ? 0 : processes.total,
        now,
      },
      theme,
      glyphs,
    );
  if (layout.meters !== null)
    paintHostMeters(
      grid,
      layout.meters,
      metersOf(state.screen === "hosts" ? model.fleet.hosts : scope),
      theme,
      glyphs,
    );
  const list = state.lists[state.screen];
  const emptyText = emptyTextOf(model);
  if (state.screen === "hosts")
    paintHostsTable(
      grid,
      layout.table,
      { view: hosts, list, sort: state.hostSort, monotonic: model.dataMoment, emptyText },
      theme,
      glyphs,
    );
  else
    paintProcessTable(
      grid,
      layout.table,
      {
        view: processes,
        list,
        sort: state.processSort,
        monotonic: model.dataMoment,
        emptyText,
      },
      theme,
      glyphs,
    );
  if (layout.status !== null)
    paintStatusLine(
      grid,
      layout.status,
      { ...connection, ...statusOf(model), hasHeader: layout.header !== null },
      theme,
      glyphs,
    );
};

/** With one host in the fleet, its name says more than "all hosts". */
const onlyHost = ({ hosts }: Fleet): string | null =>
  hosts.length === 1 ? (hosts[0]?.host ?? null) : null;

const connectionOf = ({ state, fleet, scope, feed, monotonic }: ScreenModel): ConnectionModel => {
  const shown = state.screen === "hosts" ? fleet.hosts : scope;
  let ageMs = Number.NaN;
  let intervalMs = 0;
  let isDown = shown.length > 0;
  for (const host of shown) {
    const freshness = freshnessOf(host, monotonic);
    if (!(freshness.ageMs >= ageMs)) ageMs = freshness.ageMs;
    if (freshness.state !== "down") isDown = false;
    intervalMs =
      intervalMs === 0 ? host.entry.interval_ms : Math.min(intervalMs, host.entry.interval_ms);
  }
  return { feed, monotonic, paused: state.paused, ageMs, intervalMs, isDown };
};

const statusOf = ({ state, hosts, processes, monotonic }: ScreenModel) => ({
  row: state.lists[state.screen].row,
  count: state.screen === "hosts" ? hosts.rows.length : processes.rows.count,
  sortTitle:
    state.screen === "hosts"
      ? hostSortTitles[state.hostSort.field]
      : titleOfSort(state.processSort.field),
  descending: state.screen === "hosts" ? state.hostSort.descending : state.processSort.descending,
  tree: state.screen === "processes" && state.tree,
  filter: state.filters[state.screen].draft === null ? state.filters[state.screen].applied : "",
  frozen: state.frozenUntil > monotonic,
  kernelThreads: state.screen === "processes" && state.kernelThreads,
});

const emptyTextOf = ({ state, fleet, feed }: ScreenModel): string => {
  if (feed.kind !== "live" && !fleet.known)
    return feed.kind === "connecting"
      ? "connecting to the hub"
      : `the hub cannot be reached: ${feed.reason}`;
  if (!fleet.known) return "waiting for the hub";
  if (fleet.hosts.length === 0)
    return "no host yet: start procmon-agent with --hub set to this hub";
  if (state.screen === "processes" && state.scope !== null && !fleet.hostNamed(state.scope))
    return `there is no host ${state.scope}: o chooses another`;
  if (state.filters[state.screen].applied !== "") return "nothing matches the filter";
  return state.screen === "hosts" ? "no host" : "waiting for the first sample";
};
