import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FeedState } from "../../../src/tui/data/feed.ts";
import { type History, NO_SAMPLE } from "../../../src/tui/data/history.ts";
import { treePrefix } from "../../../src/tui/data/tree-prefix.ts";
import { connectionText } from "../../../src/tui/paint/connection-text.ts";
import { layoutScreen, tableRows } from "../../../src/tui/paint/layout.ts";
import { paintBar } from "../../../src/tui/paint/meter.ts";
import { paintSparkline } from "../../../src/tui/paint/sparkline.ts";
import { createTheme } from "../../../src/tui/paint/theme.ts";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { glyphSets } from "../../../src/tui/term/glyphs.ts";
import { styleParts } from "../../../src/tui/term/style.ts";
import { createSampleFleet, fleetOf } from "../../support/sample-fleet.ts";
import { paintSampleScreen, textOf } from "../../support/sample-screen.ts";

const theme = createTheme("ansi16");
const { block, braille, ascii } = glyphSets;

describe("every screen", () => {
  const sizes = [
    [250, 80],
    [200, 60],
    [160, 50],
    [80, 24],
    [60, 24],
    [59, 15],
    [40, 10],
    [20, 5],
    [3, 2],
    [1, 1],
  ] as const;
  const sample = createSampleFleet();

  test.each(sizes)(
    "is painted at %i x %i, and over anything that was there before",
    (columns, rows) => {
      for (const screen of ["hosts", "processes"] as const)
        for (const tree of [false, true])
          for (const glyphs of ["block", "ascii", "braille"] as const) {
            const grid = paintSampleScreen(sample, columns, rows, { screen, tree }, { glyphs });
            const dirty = new CellGrid(columns, rows);
            for (let row = 0; row < rows; row++) dirty.fill(row, 0, columns, "漢", theme.crit);
            paintSampleScreen(sample, columns, rows, { screen, tree }, { glyphs, grid: dirty });
            const footer = rows >= 12 && columns >= 50 ? 1 : 0;
            const painted = (of: CellGrid): string =>
              textOf(of)
                .split("\n")
                .slice(0, rows - footer)
                .join("\n");
            expect(painted(dirty)).toBe(painted(grid));
          }
    },
  );

  test("has no colour in the theme without colour", () => {
    for (const style of Object.values(createTheme("mono")))
      expect(styleParts(style)).toMatchObject({ fg: -1, bg: -1 });
  });

  test("says in marks what it says in colour", () => {
    const text = textOf(paintSampleScreen(sample, 80, 24, { screen: "hosts" }, { theme: "mono" }));
    expect(
      text
        .split("\n")
        .slice(4, 9)
        .map((line) => line.slice(0, 9)),
    ).toEqual(["!>web-07 ", "^ db-01  ", "  build-3", "? edge-9 ", "x web-06 "]);
  });
});

describe("hostile and wide names", () => {
  const names = [
    "plain",
    "\u001B[2J\u001B]0;PWN\u0007",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "👩‍👩‍👧‍👦 family",
    "e\u0301\u0301\u0301 marks",
    "\u202Ertl\u202C",
    "a\nb\tc",
    "\uD800 lone",
    "क्षि",
    "",
  ];

  test("leave every column where it is", () => {
    const processes = names.map((name, i) => ({
      pid: 100 + i,
      name,
      command: name,
      username: name,
      cpu: i,
    }));
    const grid = paintSampleScreen(fleetOf({ a: processes }), 80, 24);
    const rows = Array.from({ length: names.length }, (_, i) => grid.rowText(4 + i));
    // What is left of the user is plain text; the status behind it tells whether its column moved.
    for (let i = 0; i < rows.length; i++) {
      expect(grid.cell(4 + i, 19).text).toBe("S");
      expect(grid.cell(4 + i, 18).text).toBe(" ");
    }
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(rows.join("")).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
  });

  test("never break a painter, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (name, columns) => {
          const sample = fleetOf({
            a: [{ pid: 1, name, command: name, username: name, cpu: 1 }],
            b: [{ pid: 2 }],
          });
          for (const screen of ["hosts", "processes"] as const)
            expect(paintSampleScreen(sample, columns, 20, { screen, tree: true }).columns).toBe(
              columns,
            );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("a sparkline", () => {
  const historyOf = (samples: readonly number[]): History => ({
    taken: samples.length,
    sampleAt: (back) => samples.at(-1 - back) ?? NO_SAMPLE,
  });
  const draw = (
    samples: readonly number[],
    width: number,
    glyphs = block,
    full = 10_000,
  ): string => {
    const grid = new CellGrid(width, 1);
    paintSparkline(grid, 0, 0, width, historyOf(samples), full, theme, glyphs);
    return grid.rowText(0);
  };

  test("has a bar a sample where there is room, the newest at the right, and marks for gaps", () => {
    const samples = [
      ...Array.from({ length: 54 }, () => NO_SAMPLE),
      0,
      2500,
      NO_SAMPLE,
      5000,
      7500,
      10_000,
    ];
    expect(draw(samples, 60).slice(-8)).toBe("··▁▂·▄▆█");
    expect(draw(samples, 60, ascii).slice(-8)).toBe("  _. -+#");
  });

  test("shows the highest of the samples that share a bar", () => {
    const samples = Array.from({ length: 60 }, (_, i) => (i === 13 ? 10_000 : 0));
    expect(draw(samples, 6)).toBe("▁█▁▁▁▁");
  });

  test("moves by whole bars, so that most samples change its last cell only", () => {
    const samples = Array.from({ length: 55 }, (_, i) => (i * 1700) % 10_000);
    const first = draw(samples, 6);
    const second = draw([...samples, 10_000], 6);
    expect(second.slice(0, -1)).toBe(first.slice(0, -1));
    expect(second).not.toBe(first);
  });

  test("takes two samples a cell in braille", () => {
    const samples = Array.from({ length: 60 }, (_, i) => (i === 59 ? 10_000 : 0));
    expect(draw(samples, 30, braille)).toBe(`${"⣀".repeat(29)}⣸`);
  });

  test("shows a share beyond the full bar as full", () => {
    expect(
      draw(
        Array.from({ length: 60 }, () => 30_000),
        4,
      ),
    ).toBe("████");
  });
});

test("a bar is filled in proportion, and empty where the value is unknown", () => {
  const draw = (percent: number): string => {
    const grid = new CellGrid(10, 1);
    paintBar(grid, 0, 0, 10, percent, theme, block);
    return grid.rowText(0);
  };
  expect([0, 48, 100, 250, Number.NaN].map(draw)).toEqual([
    "░░░░░░░░░░",
    "████▊░░░░░",
    "██████████",
    "██████████",
    "░░░░░░░░░░",
  ]);
});

describe("the lines of a tree", () => {
  test("run where siblings follow", () => {
    expect(treePrefix(0, 0, 40, block)).toBe("");
    expect(treePrefix(1, 0b11, 40, block)).toBe("├─ ");
    expect(treePrefix(3, 0b0010, 40, block)).toBe("│     └─ ");
  });

  test("lose the outer levels where there is no room, and say so", () => {
    expect(treePrefix(20, 0, 9, block)).toBe("…     └─ ");
    expect(treePrefix(2, 0, 1, ascii)).toBe("~- ");
  });
});

describe("the state of the connection", () => {
  const text = (feed: FeedState, ageMs = 0, paused = false, isDown = false): string =>
    connectionText({ feed, paused, monotonic: 10_000, ageMs, intervalMs: 1000, isDown }).text;
  const live: FeedState = { kind: "live", since: 0 };

  test("is told in words", () => {
    expect(text(live)).toBe("LIVE 1s");
    expect(text(live, 2500)).toBe("LIVE 1s  age 2s");
    expect(text(live, 3001)).toBe("LATE 3s");
    expect(text(live, Number.NaN)).toBe("waiting for a sample");
    expect(text(live, 90_000, true)).toBe("PAUSED 90s  z goes on");
    expect(text({ kind: "lost", reason: "closed", retryAt: 12_100 })).toBe(
      "hub lost: retry in 3 s (closed)",
    );
    expect(text({ kind: "connecting", reason: "closed" })).toBe("hub lost: connecting (closed)");
    expect(text({ kind: "connecting", reason: null })).toBe("connecting");
    expect(text(live, 7000, false, true)).toBe("DOWN: last sample 7s ago");
  });
});

test("the pieces of a screen cover it without overlap, at every size", () => {
  for (let columns = 1; columns < 170; columns += 3)
    for (let rows = 1; rows < 60; rows++)
      for (const filter of ["none", "applied", "typing"] as const) {
        const layout = layoutScreen({ columns, rows, screen: "processes", filter, cores: 16 });
        const { header, meters, filter: line, table, status, footer } = layout;
        let row = 0;
        for (const rect of [
          header,
          meters,
          ...(header === null ? [table, line] : [line, table]),
          status,
          footer,
        ]) {
          if (rect === null) continue;
          expect(rect.row).toBe(row);
          row += rect.height;
        }
        expect(row).toBe(rows);
        expect(tableRows(layout)).toBeGreaterThanOrEqual(0);
      }
});
