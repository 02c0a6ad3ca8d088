import { describe, expect, test } from "vitest";
import { isFolded, MAX_FOLDS, noFolds, setFold } from "../../../src/tui/data/folds.ts";
import { listTop, type RowSource, settleList } from "../../../src/tui/data/list-state.ts";
import { FREEZE_MS, isTopLevel, reduceScreen } from "../../../src/tui/data/reduce-screen.ts";
import { type ScreenAction } from "../../../src/tui/data/screen-action.ts";
import { createScreenState, type ScreenState } from "../../../src/tui/data/screen-state.ts";

const after = (...actions: ScreenAction[]): ScreenState =>
  actions.reduce(reduceScreen, createScreenState());

const rowsOf = (identities: readonly string[]): RowSource => ({
  count: identities.length,
  identityAt: (row) => identities[row] ?? null,
  indexOfIdentity: (identity) => identities.indexOf(identity),
});
const letters = "abcdefghijklmnopqrst".split("");

describe("the cursor", () => {
  test("stays at the top until it is moved, so that the first sorted sample does not carry it away", () => {
    expect(settleList(listTop, rowsOf(letters), 5)).toBe(listTop);
  });

  test("is bound to what it was moved to, and follows it into sight", () => {
    const moved = after({ type: "move", by: 2, now: 10 }).lists.processes;
    const bound = settleList(moved, rowsOf(letters), 5);
    expect(bound).toEqual({ cursor: "c", row: 2, offset: 0 });
    const turned = settleList(bound, rowsOf(letters.toReversed()), 5);
    expect(turned).toEqual({ cursor: "c", row: 17, offset: 13 });
  });

  test("stays on its row when what it was bound to is gone", () => {
    const bound = { cursor: "c", row: 2, offset: 0 };
    const without = rowsOf(letters.filter((letter) => letter !== "c"));
    expect(settleList(bound, without, 5)).toEqual({ cursor: "d", row: 2, offset: 0 });
    expect(settleList({ ...bound, row: 19 }, rowsOf(["a", "b"]), 5).row).toBe(1);
  });

  test("has a place in an empty list, and is bound to what comes next", () => {
    const empty = settleList({ cursor: "c", row: 2, offset: 1 }, rowsOf([]), 5);
    expect(empty).toMatchObject({ row: 0, offset: 0 });
    expect(settleList(empty, rowsOf(["x"]), 5).cursor).toBe("x");
  });

  test("moves by pages and half pages, and its page with it", () => {
    const page = (pages: number): ScreenAction => ({ type: "page", pages, height: 5, now: 1 });
    const settled = settleList(after(page(1), page(0.5)).lists.processes, rowsOf(letters), 5);
    expect(settled).toEqual({ cursor: "h", row: 7, offset: 7 });
    const back = reduceScreen(
      { ...createScreenState(), lists: { hosts: listTop, processes: settled } },
      page(-1),
    );
    expect(settleList(back.lists.processes, rowsOf(letters), 5)).toEqual({
      cursor: "c",
      row: 2,
      offset: 2,
    });
  });

  test("goes to the end and back to the top, where it is free again", () => {
    const end = after({ type: "last", now: 1 });
    expect(settleList(end.lists.processes, rowsOf(letters), 5)).toEqual({
      cursor: "t",
      row: 19,
      offset: 15,
    });
    expect(reduceScreen(end, { type: "first" }).lists.processes).toEqual(listTop);
  });

  test("holds the order for a while after it was moved, until the order is changed by hand", () => {
    const moved = after({ type: "move", by: 1, now: 500 });
    expect(moved.frozenUntil).toBe(500 + FREEZE_MS);
    expect(reduceScreen(moved, { type: "sort", field: "pid" }).frozenUntil).toBe(0);
    expect(reduceScreen(moved, { type: "toggle-tree" }).frozenUntil).toBe(0);
  });

  test("is its own on each screen", () => {
    const state = after(
      { type: "move", by: 3, now: 1 },
      { type: "show", screen: "hosts" },
      { type: "move", by: 1, now: 1 },
    );
    expect([state.lists.processes.row, state.lists.hosts.row]).toEqual([3, 1]);
  });
});

describe("the filter line", () => {
  const edit = (draft: string): ScreenAction => ({ type: "filter-edit", draft });

  test("applies what is typed at once", () => {
    const state = after({ type: "filter-begin" }, edit("cpu>5"));
    expect(state.filters.processes).toMatchObject({
      draft: "cpu>5",
      applied: "cpu>5",
      error: null,
    });
  });

  test("keeps the last good text while the draft cannot be read, and points at the token", () => {
    const state = after({ type: "filter-begin" }, edit("cpu>5"), edit("cpu>5 and rss>"));
    expect(state.filters.processes).toMatchObject({ draft: "cpu>5 and rss>", applied: "cpu>5" });
    expect(state.filters.processes.error?.position).toBeGreaterThan(8);
    const kept = reduceScreen(state, { type: "filter-accept" });
    expect(kept.filters.processes.draft).toBe("cpu>5 and rss>");
  });

  test("is cleared whole: what was typed, what applied, and the error", () => {
    const state = after(
      { type: "filter-begin" },
      edit("node"),
      { type: "filter-accept" },
      { type: "filter-begin" },
      edit("x ("),
      { type: "filter-clear" },
    );
    expect(state.filters.processes).toEqual({ applied: "", draft: null, error: null });
  });

  test("takes any text for the names of hosts", () => {
    const state = after({ type: "show", screen: "hosts" }, { type: "filter-begin" }, edit("web-("));
    expect(state.filters.hosts).toMatchObject({ applied: "web-(", error: null });
    expect(state.filters.processes.applied).toBe("");
  });
});

describe("the screen", () => {
  test("goes back step by step: dialog, filter, from one host to all", () => {
    const back: ScreenAction = { type: "back" };
    let state = after(
      { type: "scope", host: "web" },
      { type: "filter-begin" },
      { type: "filter-edit", draft: "a" },
      { type: "filter-accept" },
      { type: "open", overlay: "help" },
    );
    state = reduceScreen(state, back);
    expect([state.overlay, state.filters.processes.applied]).toEqual(["none", "a"]);
    state = reduceScreen(state, back);
    expect([state.filters.processes.applied, state.screen]).toEqual(["", "processes"]);
    expect(isTopLevel(state)).toBe(false);
    state = reduceScreen(state, back);
    expect(state.screen).toBe("hosts");
    expect(reduceScreen(state, back)).toBe(state);
  });

  test("is at the top in both lists, unless one host or a filter narrows them", () => {
    expect(isTopLevel(after())).toBe(true);
    expect(isTopLevel(after({ type: "show", screen: "hosts" }))).toBe(true);
    expect(isTopLevel(after({ type: "scope", host: "web" }))).toBe(false);
    expect(isTopLevel(createScreenState({ filter: "node" }))).toBe(false);
  });

  test("opens a host at the top of its processes, and the same host where it was left", () => {
    const state = after({ type: "move", by: 4, now: 1 }, { type: "scope", host: "web" });
    expect([state.scope, state.lists.processes.row]).toEqual(["web", 0]);
    const again = reduceScreen(reduceScreen(state, { type: "move", by: 2, now: 1 }), {
      type: "scope",
      host: "web",
    });
    expect(again.lists.processes.row).toBe(2);
  });

  test("sorts by the same field the other way round", () => {
    const once = after({ type: "sort", field: "memory_rss" });
    expect(once.processSort).toEqual({ field: "memory_rss", descending: true });
    expect(reduceScreen(once, { type: "sort", field: "memory_rss" }).processSort.descending).toBe(
      false,
    );
    expect(after({ type: "sort", field: "username" }).processSort.descending).toBe(false);
    expect(after({ type: "invert-sort" }).processSort).toEqual({
      field: "cpu_percent",
      descending: false,
    });
  });

  test("returns the same state when nothing changes", () => {
    const state = createScreenState();
    expect(reduceScreen(state, { type: "show", screen: "processes" })).toBe(state);
    expect(reduceScreen(state, { type: "open", overlay: "none" })).toBe(state);
  });
});

describe("folds", () => {
  test("are kept by process, whatever holds for the others", () => {
    const state = after({ type: "fold", identity: "a/1/0", folded: true });
    expect(isFolded(state.folds, "a/1/0")).toBe(true);
    const all = reduceScreen(state, { type: "fold-all", folded: true });
    const open = reduceScreen(all, { type: "fold", identity: "a/1/0", folded: false });
    expect([isFolded(open.folds, "a/1/0"), isFolded(open.folds, "a/2/0")]).toEqual([false, true]);
  });

  test("of processes long gone make room, the oldest first", () => {
    let folds = noFolds;
    for (let pid = 0; pid <= MAX_FOLDS; pid++) folds = setFold(folds, `a/${pid}/0`, true);
    expect(folds.except.size).toBe(MAX_FOLDS);
    expect(isFolded(folds, "a/0/0")).toBe(false);
  });
});
