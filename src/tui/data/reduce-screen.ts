import {
  acceptFilter,
  beginFilter,
  editFilter,
  type FilterState,
  noFilter,
} from "./filter-state.ts";
import { allFolds, noFolds, setFold } from "./folds.ts";
import { type HostSortField } from "./hosts-view.ts";
import { type ListState, listTop, moveRows, moveTo, moveToEnd } from "./list-state.ts";
import { type ScreenAction } from "./screen-action.ts";
import { type ScreenState } from "./screen-state.ts";
import { defaultDescending, type SortField } from "./sort-field.ts";

/** How long rows keep their places after the cursor was moved, in milliseconds. */
export const FREEZE_MS = 3000;

/**
 * What is looked at after an action. Pure. Rows are not known here: `settleList` brings the cursor in
 * line with them afterwards. Returns the same object where nothing changes.
 */
export const reduceScreen = (state: ScreenState, action: ScreenAction): ScreenState => {
  switch (action.type) {
    case "show":
      return state.screen === action.screen
        ? state
        : { ...state, screen: action.screen, overlay: "none", frozenUntil: 0 };
    case "scope":
      return {
        ...state,
        screen: "processes",
        overlay: "none",
        frozenUntil: 0,
        ...(state.scope !== action.host && {
          scope: action.host,
          lists: { ...state.lists, processes: listTop },
        }),
      };
    case "back":
      return goBack(state);
    case "move":
      return moved(state, moveRows(list(state), action.by), action.now);
    case "page": {
      const by = Math.trunc(action.pages * Math.max(1, action.height)) || Math.sign(action.pages);
      const before = list(state);
      const after = moveRows(before, by);
      return moved(state, { ...after, offset: Math.max(0, before.offset + by) }, action.now);
    }
    case "first":
      return moved(state, listTop, 0);
    case "last":
      return moved(state, moveToEnd(list(state)), action.now);
    case "select":
      return moved(state, moveTo(list(state), action.identity), action.now);
    case "filter-begin":
      return withFilter(state, beginFilter(filter(state)));
    case "filter-edit": {
      if (filter(state).draft === action.draft) return state;
      const language = state.screen === "hosts" ? "names" : "processes";
      return withFilter(state, editFilter(filter(state), action.draft, language));
    }
    case "filter-accept":
      return withFilter(state, acceptFilter(filter(state)));
    case "filter-clear":
      return withFilter(state, noFilter);
    case "sort":
      return sorted(state, action.field);
    case "sort-hosts":
      return sortedHosts(state, action.field);
    case "invert-sort":
      return state.screen === "hosts"
        ? sortedHosts(state, state.hostSort.field)
        : sorted(state, state.processSort.field);
    case "toggle-tree":
      return { ...state, tree: !state.tree, frozenUntil: 0 };
    case "fold":
      return { ...state, folds: setFold(state.folds, action.identity, action.folded) };
    case "fold-all":
      return { ...state, folds: action.folded ? allFolds : noFolds };
    case "toggle-kernel-threads":
      return { ...state, kernelThreads: !state.kernelThreads, frozenUntil: 0 };
    case "open":
      return state.overlay === action.overlay ? state : { ...state, overlay: action.overlay };
    case "toggle-pause":
      return { ...state, paused: !state.paused };
  }
};

const list = ({ lists, screen }: ScreenState): ListState => lists[screen];
const filter = ({ filters, screen }: ScreenState): FilterState => filters[screen];

const moved = (state: ScreenState, to: ListState, now: number): ScreenState => ({
  ...state,
  lists: { ...state.lists, [state.screen]: to },
  frozenUntil: now === 0 ? 0 : now + FREEZE_MS,
});

const withFilter = (state: ScreenState, to: FilterState): ScreenState => {
  const from = filter(state);
  return from === to
    ? state
    : {
        ...state,
        filters: { ...state.filters, [state.screen]: to },
        frozenUntil: from.applied === to.applied ? state.frozenUntil : 0,
      };
};

/** Who sorts by something else wants to see who leads: the cursor goes to the top. */
const sorted = (state: ScreenState, field: SortField): ScreenState => {
  const { processSort } = state;
  const descending =
    field === processSort.field ? !processSort.descending : defaultDescending(field);
  return {
    ...state,
    overlay: "none",
    frozenUntil: 0,
    processSort: { field, descending },
    lists: field === processSort.field ? state.lists : { ...state.lists, processes: listTop },
  };
};

const sortedHosts = (state: ScreenState, field: HostSortField): ScreenState => {
  const { hostSort } = state;
  const descending = field === hostSort.field ? !hostSort.descending : field !== "host";
  return {
    ...state,
    overlay: "none",
    frozenUntil: 0,
    hostSort: { field, descending },
    lists: field === hostSort.field ? state.lists : { ...state.lists, hosts: listTop },
  };
};

/** Whether there is nothing to go back to: from here, back quits. */
export const isTopLevel = (state: ScreenState): boolean => goBack(state) === state;

const goBack = (state: ScreenState): ScreenState => {
  if (state.overlay !== "none") return { ...state, overlay: "none" };
  const { draft, applied } = filter(state);
  if (draft !== null || applied !== "") return withFilter(state, noFilter);
  return state.screen === "processes" && state.scope !== null
    ? { ...state, screen: "hosts", frozenUntil: 0 }
    : state;
};
