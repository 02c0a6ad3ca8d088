import { render } from "ink-testing-library";
import { type ReactElement } from "react";
import { describe, expect, test } from "vitest";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { textWidth } from "../../../src/tui/term/width.ts";
import { type ChromeModel, createChrome } from "../../../src/tui/ui/chrome.tsx";
import { dialogSize, dialogWidth } from "../../../src/tui/ui/dialog-layout.ts";
import { FilterBar } from "../../../src/tui/ui/filter-bar.tsx";
import { Footer } from "../../../src/tui/ui/footer.tsx";
import { footerHints } from "../../../src/tui/ui/footer-hints.ts";
import { helpLines } from "../../../src/tui/ui/help-lines.ts";
import { MenuDialog } from "../../../src/tui/ui/menu-dialog.tsx";
import { TextDialog } from "../../../src/tui/ui/text-dialog.tsx";
import { layOutText } from "../../../src/tui/ui/text-layout.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";

/** The rows as they are seen, and as they are written with their looks. */
const draw = (node: ReactElement): { rows: string[]; styled: string } => {
  const { lastFrame, unmount } = render(node);
  const styled = lastFrame() ?? "";
  unmount();
  // oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
  return { rows: styled.replaceAll(/\x1b\[[\d;]*m/g, "").split("\n"), styled };
};

describe("the footer", () => {
  const hints = footerHints("processes", "top");
  const shownAt = (columns: number): string =>
    draw(<Footer columns={columns} hints={hints} />).rows[0] as string;

  test("shows every hint at 80 columns", () => {
    expect(shownAt(80)).toBe(
      "Enter Open  / Filter  F6 Sort  F5 Tree  o Host  Tab Screen  ? Help  q Quit",
    );
  });

  test.each([60, 40, 20])("leaves out what does not fit at %i, help and quit last", (columns) => {
    const row = shownAt(columns);
    expect(row.length).toBeLessThanOrEqual(columns);
    expect(row).toMatch(/\? Help {2}q Quit$/);
  });

  test("is whole hints or nothing in the narrowest terminal", () => {
    expect(shownAt(7)).toBe("q Quit");
    expect(shownAt(3)).toBe("");
  });
});

describe("the filter bar", () => {
  const bar = (columns: number, text: string, changes: object = {}) =>
    draw(
      <FilterBar
        columns={columns}
        text={text}
        cursor={text.length}
        count="12 of 340 match"
        error={null}
        {...changes}
      />,
    );

  test("shows the text with its cursor, and the count on the right", () => {
    const { rows, styled } = bar(60, "cpu>5");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^\/ cpu>5 +12 of 340 match$/);
    expect(rows[0]?.length).toBe(60);
    expect(styled).toContain("\x1b[7m \x1b[27m");
  });

  test("has no cursor while it is not edited", () => {
    expect(bar(60, "cpu>5", { cursor: null }).styled).not.toContain("\x1b[7m");
  });

  test("underlines the token that cannot be read, and says why in place of the count", () => {
    const error = { position: 4, length: 3, message: "no field foo" };
    const { rows, styled } = bar(60, "a   foo=1", { error });
    expect(styled).toContain("\x1b[4m\x1b[31mfoo\x1b[39m\x1b[24m");
    expect(rows[0]).toMatch(/no field foo$/);
    expect(rows[0]).not.toContain("match");
  });

  test("marks an error at the end, where there is no token", () => {
    const error = { position: 4, length: 0, message: "expected a value" };
    expect(bar(60, "cpu>", { error }).styled).toContain("cpu>\x1b[7m\x1b[4m\x1b[31m \x1b[39m");
  });

  test.each([20, 40, 80])("keeps the cursor in sight of a long text at %i columns", (columns) => {
    const long = "漢x".repeat(60);
    for (const cursor of [0, 1, 61, 119, 120]) {
      const { rows, styled } = bar(columns, long, { cursor });
      expect(rows).toHaveLength(1);
      expect(textWidth(rows[0] as string)).toBeLessThanOrEqual(columns);
      const under = ["漢", "x", "x", "x", " "][[0, 1, 61, 119, 120].indexOf(cursor)];
      expect(styled).toContain(`\x1b[7m${under}\x1b[27m`);
    }
  });

  test("shows the start of a text that fits, wherever the cursor is", () => {
    for (const cursor of [0, 2, 5])
      expect(bar(60, "cpu>5", { cursor }).rows[0]).toMatch(/^\/ cpu>5 /);
  });
});

describe("a menu", () => {
  const items = Array.from({ length: 30 }, (_, i) => ({
    label: `item ${i}`,
    note: `what ${i} means`,
    current: i === 3,
  }));
  const menu = (cursor: number, rows = 5, width = 40, of = items) =>
    draw(
      <MenuDialog
        title="Sort by"
        width={width}
        hint="Enter Choose"
        rows={rows}
        items={of}
        cursor={cursor}
      />,
    );

  test("marks the cursor and the item in force without colour", () => {
    const { rows } = menu(3);
    expect(rows[1]).toMatch(/^│ Sort by {2}4\/30 +│$/);
    expect(rows[2]).toContain("   item 1 ");
    expect(rows.find((row) => row.includes("item 3"))).toContain(">*item 3   what 3 means");
    expect(rows.at(-2)).toContain("Enter Choose");
  });

  test("scrolls with the cursor, and is full at both ends", () => {
    for (const cursor of [0, 1, 15, 28, 29]) {
      const { rows } = menu(cursor);
      expect(rows).toHaveLength(9);
      expect(rows.filter((row) => row.includes("item"))).toHaveLength(5);
      expect(rows.find((row) => row.includes(">"))).toContain(`item ${cursor} `);
    }
  });

  test("says so when it is empty", () => {
    expect(menu(0, 5, 40, []).rows[1]).toContain("Sort by  0/0");
  });

  test("cuts wide and hostile names by cells, frame untouched", () => {
    for (const label of hostileStrings) {
      const of = [{ label: label.slice(0, 300), note: label.slice(0, 300), current: true }];
      const grid = chromeDialog({ kind: "menu", title: "Hosts", items: of, cursor: 0 }, 40, 10);
      expectFrame(grid, label);
    }
  });
});

describe("a text", () => {
  test("wraps its lines by cells at blanks, labels beside", () => {
    const lines = layOutText(
      [
        { label: "command", text: "node server.js --port 8080 漢字漢字漢字漢字" },
        { label: "pid", text: "7" },
      ],
      30,
    );
    expect(lines).toEqual([
      { label: "command  ", text: "node server.js --port" },
      { label: "         ", text: "8080 漢字漢字漢字漢字" },
      { label: "pid      ", text: "7" },
    ]);
  });

  test("breaks within a word that no line can hold", () => {
    const [first, second] = layOutText([{ label: "exe", text: "x".repeat(30) }], 30);
    expect([first?.text.length, second?.text.length]).toEqual([25, 5]);
  });

  test("keeps all of a command line of many thousand characters", () => {
    const text = "漢x".repeat(5000);
    const lines = layOutText([{ label: "command", text }], 60);
    expect(lines.map((line) => line.text).join("")).toBe(text);
  });

  test("shows a window of its lines and says which", () => {
    const lines = layOutText(helpLines("processes"), 74);
    const { rows } = draw(
      <TextDialog title="Keys" width={78} hint="Esc Close" rows={6} lines={lines} scroll={2} />,
    );
    expect(rows).toHaveLength(10);
    expect(rows[1]).toContain(`Keys  3-8 of ${lines.length}`);
  });

  test.each([40, 80, 200])("of help fits at %i columns with every word of it", (columns) => {
    const { width } = dialogSize(columns, 24);
    const lines = layOutText(helpLines("hosts"), width);
    for (const { label, text, heading } of lines)
      if (heading !== true) expect(textWidth(label) + textWidth(text)).toBeLessThanOrEqual(width);
    const words = lines.flatMap(({ text }) => text.split(" ")).filter((word) => word !== "");
    const wanted = helpLines("hosts").flatMap(({ text }) => text.split(" "));
    expect(words).toEqual(wanted.filter((word) => word !== ""));
  });

  test("keeps its frame beside every character that a terminal draws", () => {
    const { width } = dialogSize(74, 60);
    // Not the blocks of ideographs and syllables: thousands of characters of one kind.
    const isAlike = (code: number): boolean =>
      (code >= 0x3400 && code < 0xa000) || (code >= 0xac00 && code < 0xf800);
    for (let from = 0x80; from < 0x12000; from += 512) {
      if (isAlike(from)) continue;
      let text = "";
      for (let code = from; code < from + 512; code++) text += `${String.fromCodePoint(code)}a`;
      const lines = layOutText([{ label: "x", text }], width);
      const grid = chromeDialog({ kind: "text", title: "Process", lines, scroll: 0 }, 74, 60);
      expectFrame(grid, `from U+${from.toString(16)}`);
    }
  }, 20_000);

  test("keeps its frame whatever a host calls its processes", () => {
    for (const text of hostileStrings) {
      const { rows, width } = dialogSize(60, 16);
      const lines = layOutText([{ label: text.slice(0, 50), text: text.slice(0, 300) }], width);
      const grid = chromeDialog({ kind: "text", title: "Process", lines, scroll: 0 }, 60, 16);
      expect(grid.rows).toBe(Math.min(lines.length, rows) + 4);
      expectFrame(grid, text);
    }
  });
});

describe("dialogs", () => {
  test.each([
    [200, 60, 78, 54],
    [80, 24, 78, 18],
    [40, 10, 40, 6],
    [10, 3, 10, 1],
  ])("at %i x %i are %i wide with %i rows", (columns, rows, width, lines) => {
    expect(dialogWidth(columns)).toBe(width);
    expect(dialogSize(columns, rows).rows).toBe(lines);
  });

  test("stand in the middle, within the screen", () => {
    const chrome = createChrome();
    const [overlay] = chrome.overlays(
      modelOf({ kind: "text", title: "t", lines: [], scroll: 0 }, 100, 30),
    );
    expect([overlay?.row, overlay?.column, overlay?.grid.columns]).toEqual([13, 11, 78]);
    const small = modelOf({ kind: "text", title: "t", lines: [], scroll: 0 }, 10, 2);
    const [cut] = chrome.overlays(small);
    expect([cut?.row, cut?.column, cut?.grid.rows]).toEqual([0, 0, 2]);
    chrome.close();
  });

  test("are drawn anew only when what they show is another", () => {
    let renders = 0;
    const chrome = createChrome({ onRender: () => renders++ });
    const model = modelOf({ kind: "text", title: "t", lines: [], scroll: 0 }, 100, 30);
    chrome.overlays(model);
    const first = renders;
    chrome.overlays({ ...model });
    expect(renders).toBe(first);
    chrome.overlays({ ...model, columns: 90 });
    expect(renders).toBeGreaterThan(first);
    chrome.close();
  });
});

function modelOf(dialog: ChromeModel["dialog"], columns: number, rows: number): ChromeModel {
  return { columns, rows, footer: null, filter: null, dialog };
}

/** The cells of a dialog as the program draws it. */
function chromeDialog(dialog: ChromeModel["dialog"], columns: number, rows: number): CellGrid {
  const chrome = createChrome();
  const [overlay] = chrome.overlays(modelOf(dialog, columns, rows));
  chrome.close();
  return overlay?.grid ?? new CellGrid(1, 1);
}

/** Every row begins and ends with the frame. */
function expectFrame(grid: CellGrid, of: string): void {
  const width = grid.columns;
  for (let row = 1; row < grid.rows - 1; row++) {
    const edges = [grid.cell(row, 0).text, grid.cell(row, width - 1).text];
    expect([JSON.stringify(of).slice(0, 80), ...edges]).toEqual([
      JSON.stringify(of).slice(0, 80),
      "│",
      "│",
    ]);
  }
  expect(grid.cell(grid.rows - 1, width - 1).text).toBe("┘");
}
