import { type FeedState } from "../../src/tui/data/feed.ts";
import { type Fleet } from "../../src/tui/data/fleet.ts";
import { createHostsView, hostSortTitles } from "../../src/tui/data/hosts-view.ts";
import { settleList } from "../../src/tui/data/list-state.ts";
import { metersOf } from "../../src/tui/data/meters.ts";
import { compileFilterText } from "../../src/tui/data/process-query.ts";
import { createProcessView } from "../../src/tui/data/process-view.ts";
import { createScreenState, type ScreenState } from "../../src/tui/data/screen-state.ts";
import { titleOfSort } from "../../src/tui/data/sort-field.ts";
import { paintHeader } from "../../src/tui/paint/header.ts";
import { paintHostMeters } from "../../src/tui/paint/host-meters.ts";
import { paintHostsTable } from "../../src/tui/paint/hosts-table.ts";
import { layoutScreen, tableRows } from "../../src/tui/paint/layout.ts";
import { paintProcessTable } from "../../src/tui/paint/process-table.ts";
import { paintStatusLine } from "../../src/tui/paint/status-line.ts";
import { createTheme, type ThemeName } from "../../src/tui/paint/theme.ts";
import { CellGrid } from "../../src/tui/term/cell-grid.ts";
import { type GlyphSetName, glyphSets } from "../../src/tui/term/glyphs.ts";
import { type FakeClock } from "./fake-clock.ts";

/** Paints everything the painters own onto one grid, as the program does; the last row stays empty. */
export const paintSampleScreen = (
  { fleet, clock }: { fleet: Fleet; clock: FakeClock },
  columns: number,
  rows: number,
  changes: Partial<ScreenState> = {},
  options: { glyphs?: GlyphSetName; theme?: ThemeName; feed?: FeedState; grid?: CellGrid } = {},
): CellGrid => {
  const grid = options.grid ?? new CellGrid(columns, rows);
  const state = { ...createScreenState(), ...changes };
  const glyphs = glyphSets[options.glyphs ?? "block"];
  const theme = createTheme(options.theme ?? "ansi16");
  const monotonic = clock.monotonic();
  const hosts =
    state.scope === null ? fleet.hosts : fleet.hosts.filter(({ host }) => host === state.scope);
  const filter = state.filters[state.screen];
  const layout = layoutScreen({
    columns,
    rows,
    screen: state.screen,
    filter: filter.draft !== null ? "typing" : filter.applied !== "" ? "applied" : "none",
    cores: hosts.length === 1 ? (hosts[0]?.facts.cpu_count ?? 0) : 0,
  });
  const hostsView = createHostsView();
  hostsView.arrange({
    fleet,
    text: state.filters.hosts.applied,
    sort: state.hostSort,
    monotonic,
  });
  const view = createProcessView();
  view.arrange({
    hosts,
    filter: compileFilterText(state.filters.processes.applied),
    sort: state.processSort,
    tree: state.tree,
    folds: state.folds,
    kernelThreads: state.kernelThreads,
    frozen: false,
  });
  const isHosts = state.screen === "hosts";
  const source = isHosts ? hostsView : view;
  const count = isHosts ? hostsView.rows.length : view.rows.count;
  const list = settleList(
    state.lists[state.screen],
    {
      count,
      identityAt: (row) => source.identityAt(row),
      indexOfIdentity: (identity) => source.indexOfIdentity(identity),
    },
    tableRows(layout),
  );
  const connection = {
    feed: options.feed ?? ({ kind: "live", since: 0 } as const),
    paused: state.paused,
    monotonic,
    ageMs: Math.min(...hosts.map((host) => monotonic - host.seenAt)),
    intervalMs: 1000,
    isDown: false,
  };
  if (layout.header !== null)
    paintHeader(
      grid,
      layout.header,
      {
        ...connection,
        screen: state.screen,
        scope: state.scope,
        counts: hostsView.counts,
        processes: view.total,
        now: clock.now(),
      },
      theme,
      glyphs,
    );
  if (layout.meters !== null) paintHostMeters(grid, layout.meters, metersOf(hosts), theme, glyphs);
  const emptyText = "nothing matches";
  if (isHosts)
    paintHostsTable(
      grid,
      layout.table,
      { view: hostsView, list, sort: state.hostSort, monotonic, emptyText },
      theme,
      glyphs,
    );
  else
    paintProcessTable(
      grid,
      layout.table,
      { view, list, sort: state.processSort, monotonic, emptyText },
      theme,
      glyphs,
    );
  if (layout.status !== null)
    paintStatusLine(
      grid,
      layout.status,
      {
        ...connection,
        row: list.row,
        count,
        sortTitle: isHosts
          ? hostSortTitles[state.hostSort.field]
          : titleOfSort(state.processSort.field),
        descending: isHosts ? state.hostSort.descending : state.processSort.descending,
        tree: !isHosts && state.tree,
        filter: filter.applied,
        frozen: false,
        kernelThreads: !isHosts && state.kernelThreads,
        hasHeader: layout.header !== null,
      },
      theme,
      glyphs,
    );
  return grid;
};

/** All rows as text, blanks at the end of a row left out. */
export const textOf = (grid: CellGrid): string =>
  Array.from({ length: grid.rows }, (_, row) => grid.rowText(row).trimEnd()).join("\n");
