import { type FilterState, noFilter } from "./filter-state.ts";
import { type Folds, noFolds } from "./folds.ts";
import { type HostSort } from "./hosts-view.ts";
import { type ListState, listTop } from "./list-state.ts";
import { type Sort } from "./sort-field.ts";

export type ScreenName = "hosts" | "processes";
export type OverlayName = "none" | "help" | "sort" | "hosts" | "process";

/** What is looked at, and how: everything on screen that is no data. */
export interface ScreenState {
  readonly screen: ScreenName;
  /** The host whose processes are shown, or null for all. */
  readonly scope: string | null;
  readonly lists: Readonly<Record<ScreenName, ListState>>;
  readonly filters: Readonly<Record<ScreenName, FilterState>>;
  readonly hostSort: HostSort;
  readonly processSort: Sort;
  readonly tree: boolean;
  readonly folds: Folds;
  readonly kernelThreads: boolean;
  readonly overlay: OverlayName;
  readonly paused: boolean;
  /** Rows keep their places until this moment, monotonic milliseconds. */
  readonly frozenUntil: number;
}

export const createScreenState = (
  initial: Partial<Pick<ScreenState, "screen" | "scope" | "processSort" | "tree">> & {
    readonly filter?: string;
  } = {},
): ScreenState => {
  const { filter = "", ...rest } = initial;
  return {
    screen: "processes",
    scope: null,
    lists: { hosts: listTop, processes: listTop },
    filters: { hosts: noFilter, processes: { ...noFilter, applied: filter } },
    hostSort: { field: "cpu", descending: true },
    processSort: { field: "cpu_percent", descending: true },
    tree: false,
    folds: noFolds,
    kernelThreads: false,
    overlay: "none",
    paused: false,
    frozenUntil: 0,
    ...rest,
  };
};
