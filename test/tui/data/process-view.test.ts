import { describe, expect, test } from "vitest";
import { processValue } from "../../../src/protocol/process-row.ts";
import { type Fleet } from "../../../src/tui/data/fleet.ts";
import { allFolds, noFolds, setFold } from "../../../src/tui/data/folds.ts";
import { compileFilterText, parseSort } from "../../../src/tui/data/process-query.ts";
import {
  type Arrangement,
  createProcessView,
  type ProcessView,
  rowFlags,
} from "../../../src/tui/data/process-view.ts";
import { fleetOf, type SampleProcess, sampleKey, sampleState } from "../../support/sample-fleet.ts";

const web: readonly SampleProcess[] = [
  { pid: 1, ppid: 0, command: "init", cpu: 0, rss: 10 },
  { pid: 2, ppid: 0, name: "kthreadd", kernel_thread: true, cpu: 0 },
  { pid: 30, command: "node cluster.js", username: "app", cpu: 1, rss: 80 },
  { pid: 31, ppid: 30, command: "node api.js", username: "app", cpu: 20, rss: 600 },
  { pid: 32, ppid: 30, command: "node api.js", username: "app", cpu: 40, rss: 500 },
  { pid: 33, ppid: 30, command: "node late.js", username: "app", rss: 5 },
  { pid: 40, command: "sshd", username: "root", cpu: 3, rss: 700 },
];
const db: readonly SampleProcess[] = [
  { pid: 1, ppid: 0, command: "init", cpu: 0, rss: 11 },
  { pid: 30, command: "postgres", username: "pg", cpu: 50, rss: 900 },
];

const arrange = (
  view: ProcessView,
  fleet: Fleet,
  changes: Partial<Omit<Arrangement, "sort" | "filter">> & { sort?: string; filter?: string } = {},
): ProcessView => {
  const { sort = "cpu", filter = "", ...rest } = changes;
  view.arrange({
    hosts: fleet.hosts,
    tree: false,
    folds: noFolds,
    kernelThreads: false,
    frozen: false,
    ...rest,
    sort: parseSort(sort),
    filter: compileFilterText(filter),
  });
  return view;
};

const viewOf = (changes: Parameters<typeof arrange>[2] = {}): ProcessView =>
  arrange(createProcessView(), fleetOf({ web, db }).fleet, changes);

/** `web/31`, indented by depth, `*` where dim. */
const rowsOf = ({ rows, hostAt }: ProcessView): string[] =>
  Array.from({ length: rows.count }, (_, row) => {
    const host = hostAt(row);
    const dim = ((rows.flags[row] as number) & rowFlags.dim) !== 0 ? "*" : "";
    const pid = host.state.processes.pid[rows.slot[row] as number];
    return `${"  ".repeat(rows.depth[row] as number)}${host.host}/${pid}${dim}`;
  });

describe("the list", () => {
  test("orders the processes of all hosts by a measure, unknown values last, equal ones by host and pid", () => {
    expect(rowsOf(viewOf())).toEqual(
      "db/30 web/32 web/31 web/40 web/30 db/1 web/1 web/33".split(" "),
    );
    expect(rowsOf(viewOf({ sort: "+cpu" }))).toEqual(
      "db/1 web/1 web/30 web/40 web/31 web/32 db/30 web/33".split(" "),
    );
  });

  test.each([
    ["user", "web/30 web/31 web/32 web/33 db/30 db/1 web/1 web/40"],
    ["cmdline", "db/1 web/1 web/31 web/32 web/30 web/33 db/30 web/40"],
    ["pid", "db/1 web/1 db/30 web/30 web/31 web/32 web/33 web/40"],
    ["-host", "web/1 web/30 web/31 web/32 web/33 web/40 db/1 db/30"],
    ["mem", "db/30 web/40 web/31 web/32 web/30 db/1 web/1 web/33"],
    ["age", "db/1 web/1 db/30 web/30 web/31 web/32 web/33 web/40"],
  ])("orders by %s, shown or not", (sort, expected) => {
    expect(rowsOf(viewOf({ sort }))).toEqual(expected.split(" "));
  });

  test("hides kernel threads unless they are wanted, in the count too", () => {
    expect(viewOf().total).toBe(8);
    const all = viewOf({ kernelThreads: true });
    expect(all.total).toBe(9);
    expect(rowsOf(all)).toContain("web/2");
  });

  test("keeps what the filter lets pass, and counts", () => {
    const view = viewOf({ filter: "cpu>2 and user=app" });
    expect(rowsOf(view)).toEqual(["web/32", "web/31"]);
    expect([view.matched, view.total]).toEqual([2, 8]);
  });

  test("finds a process by its identity, and only the very same process", () => {
    const view = viewOf();
    expect(view.identityAt(1)).toBe("web/32/32000");
    expect(view.indexOfIdentity("web/32/32000")).toBe(1);
    expect(view.indexOfIdentity("web/32/32001")).toBe(-1);
    expect(view.indexOfIdentity("mail/32/32000")).toBe(-1);
    expect(view.identityAt(8)).toBeNull();
  });
});

describe("the tree", () => {
  test("orders siblings and hosts by the sums of their subtrees", () => {
    expect(rowsOf(viewOf({ tree: true }))).toEqual([
      "web/1",
      "  web/30",
      "    web/32",
      "    web/31",
      "    web/33",
      "  web/40",
      "db/1",
      "  db/30",
    ]);
  });

  test("keeps the ancestors of what matches, dim", () => {
    const view = viewOf({ tree: true, filter: "cpu>30" });
    expect(rowsOf(view)).toEqual(["web/1*", "  web/30*", "    web/32", "db/1*", "  db/30"]);
    expect(view.matched).toBe(2);
  });

  test("sums a column over a subtree, filtered or not, and knows no sum of nothing", () => {
    const view = viewOf({ tree: true, filter: "pid=32" });
    expect(view.sumAt(0, "cpu_percent")).toBe(6400);
    expect(view.sumAt(1, "memory_rss")).toBe(1185 * 1024 * 1024);
    expect(view.sumAt(1, "open_fds")).toBeNaN();
  });

  test("folds a subtree into its first row and tells how many rows it hides", () => {
    const view = viewOf({ tree: true, folds: setFold(noFolds, "web/30/30000", true) });
    expect(rowsOf(view)).toEqual(["web/1", "  web/30", "  web/40", "db/1", "  db/30"]);
    expect(view.rows.hidden[1]).toBe(3);
    expect(view.rows.flags[1]).toBe(rowFlags.parent | rowFlags.folded);
  });

  test("folds everything but what was unfolded", () => {
    expect(rowsOf(viewOf({ tree: true, folds: allFolds }))).toEqual(["web/1", "db/1"]);
    const folds = setFold(allFolds, "web/1/1000", false);
    expect(rowsOf(viewOf({ tree: true, folds }))).toEqual([
      "web/1",
      "  web/30",
      "  web/40",
      "db/1",
    ]);
  });

  test("knows where lines run on to a later sibling", () => {
    const { rows } = viewOf({ tree: true });
    expect([...rows.lines.subarray(0, rows.count)].map((bits) => bits.toString(2))).toEqual([
      "1",
      "11",
      "111",
      "111",
      "11",
      "1",
      "0",
      "0",
    ]);
  });

  test("finds the row that a row hangs from", () => {
    const view = viewOf({ tree: true });
    expect([0, 1, 2, 4, 5, 6].map((row) => view.parentOf(row))).toEqual([-1, 0, 1, 1, 0, -1]);
  });
});

describe("held order", () => {
  const cpuOf = (view: ProcessView, row: number): unknown =>
    processValue(view.hostAt(row), view.rows.slot[row] as number, "cpu_percent");

  test.each([false, true])(
    "keeps rows in place while values change, newcomers behind (tree: %s)",
    (tree) => {
      const { fleet } = fleetOf({ web });
      const view = arrange(createProcessView(), fleet, { tree });
      const before = rowsOf(view);
      const turned = [
        ...web.map((process) => ({ ...process, cpu: 100 - (process.cpu ?? 0) })),
        { pid: 50, command: "make", cpu: 99 },
      ];
      fleet.apply(sampleKey("web", sampleState(turned)));
      arrange(view, fleet, { tree, frozen: true });
      expect(rowsOf(view)).toEqual([...before, `${tree ? "  " : ""}web/50`]);
      expect(cpuOf(view, 0)).toBe(tree ? 100 : 60);
      arrange(view, fleet, { tree, frozen: true });
      expect(rowsOf(view)).toEqual([...before, `${tree ? "  " : ""}web/50`]);
      arrange(view, fleet, { tree });
      expect(rowsOf(view)).not.toEqual([...before, `${tree ? "  " : ""}web/50`]);
    },
  );

  test("knows which rows data has moved away from before they are arranged anew", () => {
    const { fleet } = fleetOf({ web });
    const view = arrange(createProcessView(), fleet);
    const reborn = web.map((process) => (process.pid === 32 ? { ...process, pid: 99 } : process));
    fleet.apply(sampleKey("web", sampleState(reborn)));
    expect([view.isGone(0), view.isGone(1)]).toEqual([true, false]);
    expect(view.identityAt(0)).toBe("web/32/32000");
  });

  test("gives the place of a dead process to nobody", () => {
    const { fleet } = fleetOf({ web });
    const view = arrange(createProcessView(), fleet);
    const reborn = web.map((process) => (process.pid === 32 ? { ...process, pid: 99 } : process));
    fleet.apply(sampleKey("web", sampleState(reborn)));
    arrange(view, fleet, { frozen: true });
    expect(rowsOf(view)[0]).toBe("web/31");
    expect(rowsOf(view).at(-1)).toBe("web/99");
  });
});
