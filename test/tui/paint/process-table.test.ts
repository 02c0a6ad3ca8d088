import { describe, expect, test } from "vitest";
import { noFolds } from "../../../src/tui/data/folds.ts";
import { createProcessView } from "../../../src/tui/data/process-view.ts";
import { paintProcessTable } from "../../../src/tui/paint/process-table.ts";
import { createTheme } from "../../../src/tui/paint/theme.ts";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { glyphSets } from "../../../src/tui/term/glyphs.ts";
import { fleetOf, type SampleProcess, sampleKey, sampleState } from "../../support/sample-fleet.ts";

const theme = createTheme("ansi16");
const tenDays = 10 * 86_400;
const processes: readonly SampleProcess[] = [
  { pid: 10, command: "busy", status: "R", cpu: 99 },
  { pid: 11, command: "idle", cpu: 0 },
  { pid: 12, command: "first sample" },
  { pid: 13, command: "just born", cpu: 3, start: tenDays - 1 },
];

const start = (list = { cursor: null, row: 0, offset: 0 }, emptyText = "") => {
  const { fleet, clock } = fleetOf({ web: processes });
  const view = createProcessView();
  const sort = { field: "pid", descending: false } as const;
  view.arrange({
    hosts: fleet.hosts,
    filter: null,
    sort,
    tree: false,
    folds: noFolds,
    kernelThreads: true,
    frozen: false,
  });
  const grid = new CellGrid(80, 6);
  const paint = (): string[] => {
    const model = { view, list, sort, monotonic: clock.monotonic(), emptyText };
    paintProcessTable(
      grid,
      { row: 0, column: 0, width: 80, height: 6 },
      model,
      theme,
      glyphSets.block,
    );
    return Array.from({ length: 6 }, (_, row) => grid.rowText(row));
  };
  return { fleet, view, grid, paint };
};

describe("the process table", () => {
  test("says new where a share needs a second sample, and marks what was just born", () => {
    const rows = start().paint();
    expect(rows[3]).toContain("   new ");
    expect(rows.map((row) => row[0]).join("")).toBe(" >  + ");
  });

  test("shows the row of the cursor inverse from edge to edge", () => {
    const { grid, paint } = start({ cursor: null, row: 1, offset: 0 });
    paint();
    for (const column of [0, 40, 79]) expect(grid.cell(2, column).style).toBe(theme.cursor);
    expect(grid.cell(1, 40).style).not.toBe(theme.cursor);
  });

  test("begins at the offset of the list", () => {
    const rows = start({ cursor: null, row: 2, offset: 2 }).paint();
    expect(rows[1]).toContain("first sample");
    expect(rows[3]?.trim()).toBe("");
  });

  test("says that a process is gone until its row is, and shows nobody else in its place", () => {
    const { fleet, paint } = start();
    paint();
    const reborn = processes.map((one) =>
      one.pid === 11 ? { ...one, pid: 99, command: "stranger" } : one,
    );
    fleet.apply(sampleKey("web", sampleState(reborn)));
    const rows = paint();
    expect(rows[2]).toMatch(/^- +11 .*\(gone\) +$/);
    expect(rows.join("")).not.toContain("stranger");
  });

  test("keeps its rows apart from a table that was thrown away", () => {
    const { fleet, paint } = start();
    fleet.apply({ k: "delta", host: "web", q: 1, t: 1, e: 1, x: [77] });
    expect(fleet.torn).toBe(true);
    expect(paint().filter((row) => row.includes("(gone)"))).toHaveLength(4);
  });

  test("marks the column that orders the rows, and which way", () => {
    expect(start().paint()[0]).toContain("PID^");
  });

  test("says why it is empty", () => {
    const { view, paint } = start(undefined, "nothing matches the filter");
    view.arrange({
      hosts: [],
      filter: null,
      sort: { field: "pid", descending: false },
      tree: false,
      folds: noFolds,
      kernelThreads: true,
      frozen: false,
    });
    expect(paint()[1]?.trim()).toBe("nothing matches the filter");
  });
});
