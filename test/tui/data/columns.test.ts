import { describe, expect, test } from "vitest";
import { columnGap } from "../../../src/tui/data/columns.ts";
import { hostColumns } from "../../../src/tui/data/host-columns.ts";
import { processColumns } from "../../../src/tui/data/process-columns.ts";

const columnsAt = (width: number, changes: Partial<Parameters<typeof processColumns>[0]> = {}) =>
  processColumns({
    width,
    hostWidth: 6,
    tree: false,
    sort: "cpu_percent",
    historyTitle: "60s",
    ...changes,
  });
const idsAt = (...args: Parameters<typeof columnsAt>): string[] =>
  columnsAt(...args).map(({ id }) => id);

describe("the columns of the process table", () => {
  test("are who, how much and what under 60 cells", () => {
    expect(idsAt(40)).toEqual(["host", "cpu_percent", "cmdline"]);
    expect(idsAt(59, { hostWidth: 0 })).toEqual(["pid", "cpu_percent", "cmdline"]);
  });

  test("go in the order history, user, RSS as the screen gets narrower than 80", () => {
    expect(idsAt(80)).toEqual(
      "host pid username status cpu_percent memory_rss history cmdline".split(" "),
    );
    expect(idsAt(62)).not.toContain("history");
    expect(idsAt(60)).not.toContain("username");
    expect(idsAt(60)).toContain("memory_rss");
  });

  test("have the sums of subtrees of their own on a wide screen", () => {
    expect(idsAt(160, { tree: true })).toEqual(
      expect.arrayContaining(["cpu_sum", "rss_sum", "ports"]),
    );
    expect(idsAt(160)).not.toContain("cpu_sum");
  });

  test("show the one that orders the rows even where it has no place otherwise", () => {
    expect(idsAt(80, { sort: "cwd" })).toContain("cwd");
    expect(idsAt(80)).not.toContain("cwd");
  });

  test("fill the width exactly, one cell apart, at every width, and a wider screen has no fewer", () => {
    let count = 0;
    for (let width = 60; width <= 260; width++) {
      const columns = columnsAt(width);
      let at = 1;
      for (const column of columns) {
        expect(column.at).toBe(at);
        at += column.width + columnGap;
      }
      expect(at - columnGap).toBe(width);
      if (width === 80 || width === 120) count = 0; // The command gets more of a wider class of screens.
      expect(columns.length).toBeGreaterThanOrEqual(count);
      count = columns.length;
    }
  });
});

test("the columns of the hosts overview fit every width", () => {
  for (let width = 30; width <= 260; width++) {
    const columns = hostColumns({ width, hostWidth: 12, historyTitle: "60s" });
    const last = columns.at(-1);
    expect(columns.map(({ id }) => id)).toEqual(expect.arrayContaining(["host", "cpu", "top"]));
    expect((last?.at ?? 0) + (last?.width ?? 0)).toBe(width);
  }
});
