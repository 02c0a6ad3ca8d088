import { type HostsView, hostSortFields } from "./data/hosts-view.ts";
import { type ProcessView, rowFlags } from "./data/process-view.ts";
import { type ScreenAction } from "./data/screen-action.ts";
import { type ScreenState } from "./data/screen-state.ts";
import { shownHostColumns, shownProcessColumns } from "./data/shown-columns.ts";
import { sortFieldNamed } from "./data/sort-field.ts";
import { type KeyAction } from "./keys/key-table.ts";

/** What a key action needs to know of the screen. */
export interface KeySurroundings {
  readonly state: ScreenState;
  readonly processes: ProcessView;
  readonly hosts: HostsView;
  /** Cells of the table. */
  readonly columns: number;
  /** Rows of the table that are shown. */
  readonly height: number;
  /** Monotonic milliseconds. */
  readonly now: number;
}

/** What a key of a list does to what is looked at; undefined where it does nothing here. */
export const screenActionOf = (
  action: KeyAction,
  around: KeySurroundings,
): ScreenAction | undefined => {
  const { state, hosts, now, height } = around;
  switch (action) {
    case "help":
      return { type: "open", overlay: "help" };
    case "cancel":
      return { type: "back" };
    case "show-hosts":
      return { type: "show", screen: "hosts" };
    case "show-processes":
      return { type: "show", screen: "processes" };
    case "next-screen":
      return { type: "show", screen: state.screen === "hosts" ? "processes" : "hosts" };
    case "pause":
      return { type: "toggle-pause" };
    case "up":
      return { type: "move", by: -1, now };
    case "down":
      return { type: "move", by: 1, now };
    case "page-up":
      return { type: "page", pages: -1, height, now };
    case "page-down":
      return { type: "page", pages: 1, height, now };
    case "half-page-up":
      return { type: "page", pages: -0.5, height, now };
    case "half-page-down":
      return { type: "page", pages: 0.5, height, now };
    case "first":
      return { type: "first" };
    case "last":
      return { type: "last", now };
    case "open": {
      if (state.screen === "processes") return { type: "open", overlay: "process" };
      const host = hosts.identityAt(state.lists.hosts.row);
      return host === null ? undefined : { type: "scope", host };
    }
    case "filter":
      return { type: "filter-begin" };
    case "sort-menu":
      return { type: "open", overlay: "sort" };
    case "host-menu":
      return { type: "open", overlay: "hosts" };
    case "sort-previous":
      return sortBeside(around, -1);
    case "sort-next":
      return sortBeside(around, 1);
    case "invert":
      return { type: "invert-sort" };
    case "tree":
      return { type: "toggle-tree" };
    case "collapse":
      return collapse(around);
    case "expand":
      return fold(around, false);
    case "fold-all":
      return { type: "fold-all", folded: !state.folds.folded };
    case "kernel-threads":
      return { type: "toggle-kernel-threads" };
    case "sort-cpu":
      return { type: "sort", field: "cpu_percent" };
    case "sort-memory":
      return { type: "sort", field: "memory_rss" };
    case "sort-time":
      return { type: "sort", field: "cpu_time" };
    case "sort-pid":
      return { type: "sort", field: "pid" };
    default:
      return undefined;
  }
};

/** The column left or right of the one sorted by, among those on screen. */
const sortBeside = (
  { state, columns, hosts, processes }: KeySurroundings,
  by: -1 | 1,
): ScreenAction | undefined => {
  if (state.screen === "hosts") {
    const shown = shownHostColumns(hosts, columns).flatMap(({ id }) =>
      hostSortFields.filter((field) => field === id),
    );
    const field = neighbour(shown, state.hostSort.field, by);
    return field === undefined ? undefined : { type: "sort-hosts", field };
  }
  const shown = shownProcessColumns(processes, columns, state.processSort).flatMap(({ id }) => {
    const field = sortFieldNamed(id);
    return field === undefined ? [] : [field];
  });
  const field = neighbour(shown, state.processSort.field, by);
  return field === undefined ? undefined : { type: "sort", field };
};

/** Beside the current one; where that is not in the list, the end that `by` leads away from. */
const neighbour = <T>(list: readonly T[], current: T, by: -1 | 1): T | undefined => {
  const index = list.indexOf(current);
  if (index < 0) return by === 1 ? list[0] : list.at(-1);
  return list[index + by];
};

const fold = ({ state, processes }: KeySurroundings, folded: boolean): ScreenAction | undefined => {
  const identity = processes.identityAt(state.lists.processes.row);
  return identity === null || !state.tree ? undefined : { type: "fold", identity, folded };
};

/** As in file managers: an open branch closes; on a closed one or a leaf the cursor goes to the parent. */
const collapse = (around: KeySurroundings): ScreenAction | undefined => {
  const { state, processes, now } = around;
  const { row } = state.lists.processes;
  if (!state.tree) return undefined;
  const flags = processes.rows.flags[row] ?? 0;
  if ((flags & rowFlags.parent) !== 0 && (flags & rowFlags.folded) === 0) return fold(around, true);
  const parent = processes.parentOf(row);
  const identity = parent < 0 ? null : processes.identityAt(parent);
  return identity === null ? undefined : { type: "select", identity, now };
};
