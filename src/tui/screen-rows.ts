import { type Fleet } from "./data/fleet.ts";
import { type FleetHost } from "./data/fleet-host.ts";
import { createHostsView, type HostsView } from "./data/hosts-view.ts";
import { type RowSource, settleList } from "./data/list-state.ts";
import { compileFilterText } from "./data/process-query.ts";
import { createProcessView, type ProcessView } from "./data/process-view.ts";
import { type ScreenName, type ScreenState } from "./data/screen-state.ts";

/** The rows of both lists, made of the data and of what is looked at. */
export interface ScreenRows {
  readonly hosts: HostsView;
  readonly processes: ProcessView;
  /** The hosts whose processes are shown. */
  readonly scope: readonly FleetHost[];
  /** Makes the rows anew: after a change of the data, and of the state where `changesRows` says so. */
  arrange(state: ScreenState, monotonic: number): void;
  /** The state with the cursor in line with the rows. `height`: rows shown. */
  settle(state: ScreenState, height: number): ScreenState;
  /** How many rows pass the filter, and of how many. */
  matches(screen: ScreenName): { readonly matched: number; readonly total: number };
}

/** What decides which rows there are, or their order. */
const deciding = [
  "screen",
  "scope",
  "filters",
  "hostSort",
  "processSort",
  "tree",
  "folds",
  "kernelThreads",
] as const;

/** Whether the rows of the one state are others than those of the other. */
export const changesRows = (before: ScreenState, after: ScreenState): boolean =>
  deciding.some((part) => before[part] !== after[part]);

export const createScreenRows = (fleet: Fleet): ScreenRows => {
  const hosts = createHostsView();
  const processes = createProcessView();
  const sources: Readonly<Record<ScreenName, RowSource>> = {
    hosts: {
      get count() {
        return hosts.rows.length;
      },
      identityAt: hosts.identityAt,
      indexOfIdentity: hosts.indexOfIdentity,
    },
    processes: {
      get count() {
        return processes.rows.count;
      },
      identityAt: processes.identityAt,
      indexOfIdentity: processes.indexOfIdentity,
    },
  };
  let scope: readonly FleetHost[] = [];
  let filter = { text: "", test: compileFilterText("") };

  return {
    hosts,
    processes,
    get scope() {
      return scope;
    },
    arrange: (state, monotonic) => {
      const { applied } = state.filters.processes;
      if (filter.text !== applied) filter = { text: applied, test: compileFilterText(applied) };
      scope =
        state.scope === null ? fleet.hosts : fleet.hosts.filter(({ host }) => host === state.scope);
      // The header counts hosts on both screens.
      hosts.arrange({ fleet, text: state.filters.hosts.applied, sort: state.hostSort, monotonic });
      if (state.screen === "processes")
        processes.arrange({
          hosts: scope,
          filter: filter.test,
          sort: state.processSort,
          tree: state.tree,
          folds: state.folds,
          kernelThreads: state.kernelThreads,
          frozen: state.frozenUntil > monotonic,
        });
    },
    settle: (state, height) => {
      const before = state.lists[state.screen];
      const after = settleList(before, sources[state.screen], height);
      return after === before
        ? state
        : { ...state, lists: { ...state.lists, [state.screen]: after } };
    },
    matches: (screen) =>
      screen === "hosts"
        ? { matched: hosts.rows.length, total: hosts.total }
        : { matched: processes.matched, total: processes.total },
  };
};
