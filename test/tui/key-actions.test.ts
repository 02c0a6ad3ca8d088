import { describe, expect, test } from "vitest";
import { allFolds } from "../../src/tui/data/folds.ts";
import { createHostsView } from "../../src/tui/data/hosts-view.ts";
import { reduceScreen } from "../../src/tui/data/reduce-screen.ts";
import { createScreenState, type ScreenState } from "../../src/tui/data/screen-state.ts";
import { type KeySurroundings, screenActionOf } from "../../src/tui/key-actions.ts";
import { arrangedView, fleetOf } from "../support/sample-fleet.ts";

const surroundings = (
  changes: Partial<ScreenState> = {},
  columns = 80,
  hostIds = ["web-1"],
): KeySurroundings => {
  const state = { ...createScreenState(), ...changes };
  const { fleet } = fleetOf(
    Object.fromEntries(
      hostIds.map((host) => [
        host,
        [
          { pid: 1, ppid: 0 },
          { pid: 2, ppid: 1 },
          { pid: 3, ppid: 2 },
        ],
      ]),
    ),
  );
  const hosts = createHostsView();
  hosts.arrange({ fleet, text: "", sort: { field: "host", descending: false }, monotonic: 0 });
  const processes = arrangedView(fleet, { tree: state.tree });
  return { state, processes, hosts, columns, height: 10, now: 7 };
};
const atRow = (row: number, changes: Partial<ScreenState> = {}): KeySurroundings => {
  const lists = {
    hosts: { cursor: null, row: 0, offset: 0 },
    processes: { cursor: null, row, offset: 0 },
  };
  return surroundings({ tree: true, lists, ...changes });
};

/** The fields that a key sorts by, one after the other, until it changes nothing. */
const walk = (action: "sort-next" | "sort-previous", around: KeySurroundings): string[] => {
  const fields: string[] = [];
  let { state } = around;
  for (let step = 0; step < 40; step++) {
    const followed = screenActionOf(action, { ...around, state });
    if (followed === undefined) return fields;
    state = reduceScreen(state, followed);
    fields.push(state.screen === "hosts" ? state.hostSort.field : state.processSort.field);
  }
  throw new Error(`no end: ${fields.join(" ")}`);
};

describe("sorting by the neighbour", () => {
  test("walks the columns on screen from end to end", () => {
    const first = { processSort: { field: "pid", descending: false } } as const;
    const right = walk("sort-next", surroundings(first));
    expect(right).toEqual([
      "username",
      "status",
      "cpu_percent",
      "memory_percent",
      "memory_rss",
      "cmdline",
    ]);
    const last = { processSort: { field: "cmdline", descending: false } } as const;
    expect(walk("sort-previous", surroundings(last))).toEqual(
      ["pid", ...right].toReversed().slice(1),
    );
  });

  test("has more columns to walk on a wider screen, and the host where there are several", () => {
    const first = { processSort: { field: "host", descending: false } } as const;
    const wide = walk("sort-next", surroundings(first, 200, ["a", "b"]));
    expect(wide.length).toBeGreaterThan(8);
    expect(walk("sort-previous", surroundings({}, 80, ["a", "b"])).at(-1)).toBe("host");
  });

  test("walks the columns of the hosts table; from an order that is no column, from its end", () => {
    const screen = { screen: "hosts", hostSort: { field: "state", descending: true } } as const;
    expect(walk("sort-next", surroundings(screen))).toEqual([
      "host",
      "cpus",
      "cpu",
      "memory",
      "load",
      "processes",
      "age",
    ]);
    expect(screenActionOf("sort-previous", surroundings(screen))).toEqual({
      type: "sort-hosts",
      field: "age",
    });
  });
});

describe("in the tree", () => {
  test("left closes an open branch, then goes to the parent", () => {
    expect(screenActionOf("collapse", atRow(1))).toEqual({
      type: "fold",
      identity: "web-1/2/2000",
      folded: true,
    });
    expect(screenActionOf("collapse", atRow(2))).toEqual({
      type: "select",
      identity: "web-1/2/2000",
      now: 7,
    });
    expect(screenActionOf("expand", atRow(1))).toMatchObject({ type: "fold", folded: false });
  });

  test("left and right do nothing in a list", () => {
    for (const action of ["collapse", "expand"] as const)
      expect(screenActionOf(action, atRow(1, { tree: false }))).toBeUndefined();
  });

  test("one key folds all, and unfolds all", () => {
    expect(screenActionOf("fold-all", atRow(0))).toEqual({ type: "fold-all", folded: true });
    expect(screenActionOf("fold-all", atRow(0, { folds: allFolds }))).toEqual({
      type: "fold-all",
      folded: false,
    });
  });
});

test("enter opens the processes of a host, and the fields of a process", () => {
  expect(screenActionOf("open", surroundings({ screen: "hosts" }))).toEqual({
    type: "scope",
    host: "web-1",
  });
  expect(screenActionOf("open", surroundings())).toEqual({ type: "open", overlay: "process" });
});

test("what is no key of a list does nothing in it", () => {
  expect(screenActionOf("filter-left", surroundings())).toBeUndefined();
  expect(screenActionOf("dialog-up", surroundings())).toBeUndefined();
});
