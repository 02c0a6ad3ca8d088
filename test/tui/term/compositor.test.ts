// oxlint-disable no-control-regex -- control characters are what it looks for
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { type Compositor, createCompositor } from "../../../src/tui/term/compositor.ts";
import { attribute, styleOf, styleParts } from "../../../src/tui/term/style.ts";
import { type FrameWriter } from "../../../src/tui/term/writer.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";
import { createScreen, lookOf, type Screen } from "../../support/screen.ts";

interface Collector extends FrameWriter {
  busy: boolean;
  take(): string[];
  drain(): void;
}

const createCollector = (): Collector => {
  let frames: string[] = [];
  let drained = (): void => {};
  const counts = { written: 0, dropped: 0, bytes: 0 };
  return {
    busy: false,
    counts,
    write: (frame) => {
      frames.push(frame);
      return true;
    },
    drop: () => {
      counts.dropped++;
    },
    onDrain: (listener) => {
      drained = listener;
    },
    take: () => {
      const taken = frames;
      frames = [];
      return taken;
    },
    drain() {
      this.busy = false;
      drained();
    },
    close: async () => {},
  };
};

const styles = [
  styleOf({}),
  styleOf({ fg: "red" }),
  styleOf({ fg: "brightBlack", bold: true }),
  styleOf({ bg: "blue" }),
  styleOf({ inverse: true }),
  styleOf({ inverse: true, fg: "green", dim: true }),
  styleOf({ underline: true }),
  styleOf({ fg: 200, bg: "#102030", italic: true }),
];

const setup = (options: Partial<Parameters<typeof createCompositor>[0]> = {}) => {
  const writer = createCollector();
  const compositor = createCompositor({
    columns: 20,
    rows: 4,
    writer,
    colours: "true",
    synchronized: true,
    ...options,
  });
  return { writer, compositor };
};

/** What a compositor's frames look like after a full repaint of a new screen. */
const fullRepaint = async (columns: number, rows: number, draw: (target: Compositor) => void) => {
  const { writer, compositor } = setup({ columns, rows });
  draw(compositor);
  compositor.flush();
  const screen = createScreen(columns, rows);
  await screen.feed(writer.take().join(""));
  const looks = screen.looks();
  screen.close();
  return looks;
};

const expectedLooks = (grid: CellGrid): string[] =>
  Array.from({ length: grid.rows }, (_, row) =>
    Array.from({ length: grid.columns }, (_unused, column) => {
      const { text, style } = grid.cell(row, column);
      const { fg, bg, attributes } = styleParts(style);
      const letters = [
        (attributes & attribute.bold) !== 0 ? "b" : "",
        (attributes & attribute.dim) !== 0 ? "d" : "",
        (attributes & attribute.italic) !== 0 ? "i" : "",
        (attributes & attribute.underline) !== 0 ? "u" : "",
        (attributes & attribute.inverse) !== 0 ? "r" : "",
      ].join("");
      return lookOf({ text, fg, bg, attributes: letters });
    }).join("|"),
  );

type Step =
  | { kind: "text"; row: number; column: number; text: string; style: number; width: number }
  | { kind: "fill"; row: number; column: number; width: number; char: string; style: number }
  | { kind: "scroll"; by: number }
  | { kind: "table"; from: number }
  | { kind: "clear" }
  | { kind: "overlay"; row: number; column: number; text: string; style: number }
  | { kind: "noOverlay" }
  | { kind: "resize"; columns: number; rows: number }
  | { kind: "cursor"; row: number; column: number }
  | { kind: "busy" }
  | { kind: "drain" };

const position = { row: fc.integer({ min: -1, max: 8 }), column: fc.integer({ min: -3, max: 31 }) };
const style = fc.integer({ min: 0, max: styles.length - 1 });

const stepOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("text" as const),
        ...position,
        text,
        style,
        width: fc.integer({ min: 0, max: 30 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("fill" as const),
        ...position,
        width: fc.integer({ min: 0, max: 30 }),
        char: fc.constantFrom(" ", "─", "漢", "x"),
        style,
      }),
    },
    fc.record({ kind: fc.constant("scroll" as const), by: fc.constantFrom(-2, -1, 1, 2) }),
    fc.record({ kind: fc.constant("table" as const), from: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant("clear" as const) }),
    fc.record({ kind: fc.constant("overlay" as const), ...position, text, style }),
    fc.record({ kind: fc.constant("noOverlay" as const) }),
    fc.record({
      kind: fc.constant("resize" as const),
      columns: fc.integer({ min: 2, max: 30 }),
      rows: fc.integer({ min: 1, max: 8 }),
    }),
    fc.record({ kind: fc.constant("cursor" as const), ...position }),
    fc.record({ kind: fc.constant("busy" as const) }),
    fc.record({ kind: fc.constant("drain" as const) }),
  );

/** Keeps overlays beside the compositor, so that a second one can be given the same. */
const createModel = () => ({ overlays: [] as { grid: CellGrid; row: number; column: number }[] });
type Model = ReturnType<typeof createModel>;

const scroll = (grid: CellGrid, by: number): void => {
  const before = new CellGrid(grid.columns, grid.rows);
  before.draw(grid, 0, 0);
  grid.clear();
  grid.draw(before, by, 0);
};

const perform = (
  step: Step,
  compositor: Compositor,
  writer: Collector,
  screen: Screen,
  model: Model,
): void => {
  const { grid } = compositor;
  switch (step.kind) {
    case "text":
      grid.text(step.row, step.column, step.text, styles[step.style] as number, step.width);
      break;
    case "fill":
      grid.fill(step.row, step.column, step.width, step.char, styles[step.style] as number);
      break;
    case "scroll":
      scroll(grid, step.by);
      break;
    case "table":
      for (let row = 0; row < grid.rows; row++) {
        const pid = step.from + row;
        grid.text(row, 0, `${pid} ${"漢x─".repeat(pid % 7)}`.padEnd(40), styles[pid % 3] as number);
      }
      break;
    case "clear":
      grid.clear();
      break;
    case "overlay": {
      const overlay = new CellGrid(9, 3);
      overlay.fill(1, 0, 9, " ", styles[step.style] as number);
      overlay.text(1, 1, step.text, styles[step.style] as number);
      model.overlays = [...model.overlays.slice(-1), { ...step, grid: overlay }];
      compositor.setOverlays(model.overlays);
      break;
    }
    case "noOverlay":
      model.overlays = [];
      compositor.setOverlays([]);
      break;
    case "resize":
      compositor.resize(step.columns, step.rows);
      screen.resize(step.columns, step.rows);
      break;
    case "cursor":
      compositor.setCursor(
        step.row < 0 || step.column < 0 ? null : { row: step.row, column: step.column },
      );
      break;
    case "busy":
      writer.busy = true;
      break;
    case "drain":
      writer.drain();
      break;
  }
};

const plainText = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", " ", "─", "█", "⣿"), maxLength: 24 }),
  fc.string({
    unit: fc.constantFrom("x", " ", "é", "漢", "字", "한", "\u{1F600}", "Σ", "ж"),
    maxLength: 16,
  }),
);
const hostileText = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: "binary", maxLength: 24 }),
  fc.array(fc.constantFrom(...hostileStrings, "abc", "  ")).map((parts) => parts.join("")),
);

const runSteps = async (steps: readonly Step[], backgroundErase: boolean, exact: boolean) => {
  const { writer, compositor } = setup({ columns: 24, rows: 6, backgroundErase });
  const screen = createScreen(24, 6);
  // Where the program draws. On its other screen the emulator reflows at a resize, and trips over it.
  await screen.feed("\x1b[?1049h");
  const model = createModel();
  for (const step of steps) {
    perform(step, compositor, writer, screen, model);
    compositor.flush();
    for (const frame of writer.take()) {
      expect(frame).toMatch(/^\x1b\[\?2026h[^]+\x1b\[\?2026l$/);
      expect(frame.lastIndexOf("\x1b[?2026h")).toBe(0);
      expect(frame).not.toMatch(/\x1b\[\d*J/);
      await screen.feed(frame);
    }
  }
  writer.drain();
  await screen.feed(writer.take().join(""));
  compositor.flush();
  expect(writer.take(), "nothing is left to write").toEqual([]);
  const { columns, rows } = compositor;
  const shown = new CellGrid(columns, rows);
  shown.draw(compositor.grid, 0, 0);
  for (const { grid, row, column } of model.overlays) shown.draw(grid, row, column);
  const looks = screen.looks();
  expect(looks).toEqual(
    await fullRepaint(columns, rows, (target) => {
      target.grid.draw(shown, 0, 0);
    }),
  );
  if (exact) {
    // The emulator's width table is of Unicode 6: it draws the left half of an emoji, we keep both.
    const emulated = looks.map((row) => row.replaceAll(/(\u{1F600}:[^|]*)\| :[^|]*/gu, "$1|TAIL"));
    const wanted = expectedLooks(shown).map((row) =>
      row.replaceAll(/(\u{1F600}:[^|]*)\|:[^|]*/gu, "$1|TAIL"),
    );
    expect(emulated).toEqual(wanted);
  }
  expect(screen.answers()).toBe("");
  screen.close();
  compositor.close();
};

describe("what the terminal shows", () => {
  test("is the grid after any steps, drawn by differences or by a full repaint", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf(plainText), { maxLength: 25 }),
        fc.boolean(),
        async (steps, backgroundErase) => {
          await runSteps(steps, backgroundErase, true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("is the same by differences and by a full repaint whatever hostile hosts send", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf(hostileText), { maxLength: 15 }),
        fc.boolean(),
        async (steps, backgroundErase) => {
          await runSteps(steps, backgroundErase, false);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each(hostileStrings.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    "keeps its columns beside %s",
    async (_name, text) => {
      const { writer, compositor } = setup({ columns: 40, rows: 3 });
      for (const row of [0, 1, 2]) compositor.grid.text(row, 0, "#".repeat(40), 0);
      compositor.flush();
      compositor.grid.text(1, 10, text, 0, 12);
      compositor.grid.text(1, 22, "|end", 0);
      compositor.flush();
      const screen = createScreen(40, 3);
      await screen.feed(writer.take().join(""));
      expect([0, 2].map((row) => screen.text()[row])).toEqual(["#".repeat(40), "#".repeat(40)]);
      const glyphs = Array.from({ length: 40 }, (_, column) => screen.cell(1, column).text);
      expect(glyphs.slice(0, 10).join("")).toBe("#".repeat(10));
      expect(glyphs.slice(22).join("")).toBe(`|end${"#".repeat(14)}`);
      expect(screen.answers()).toBe("");
      screen.close();
    },
  );
});

describe("a frame", () => {
  test("is not written when nothing changed", () => {
    const { writer, compositor } = setup();
    compositor.grid.text(0, 0, "same", 0);
    compositor.flush();
    expect(writer.take()).toHaveLength(1);
    compositor.grid.clear();
    compositor.grid.text(0, 0, "same", 0);
    compositor.flush();
    expect(writer.take()).toEqual([]);
  });

  test("holds only the cell that changed", () => {
    const { writer, compositor } = setup();
    compositor.grid.text(2, 0, "cpu 10.0%", 0);
    compositor.flush();
    writer.take();
    compositor.grid.text(2, 0, "cpu 17.0%", 0);
    compositor.flush();
    expect(writer.take()).toEqual(["\x1b[?2026h\x1b[3;6H7\x1b[?2026l"]);
  });

  test("erases the blank rest of a row instead of writing it", () => {
    const { writer, compositor } = setup({ synchronized: false });
    compositor.grid.text(0, 0, "a long command line", 0);
    compositor.flush();
    writer.take();
    compositor.grid.clear();
    compositor.grid.text(0, 0, "a", 0);
    compositor.flush();
    expect(writer.take()).toEqual(["\x1b[1;3H\x1b[K"]);
  });

  test("draws colour behind blanks with spaces where the terminal would erase to its default", () => {
    const bar = styleOf({ bg: "blue" });
    const bytes = (backgroundErase: boolean): string => {
      const { writer, compositor } = setup({ synchronized: false, backgroundErase });
      compositor.flush();
      writer.take();
      compositor.grid.fill(0, 0, 20, " ", bar);
      compositor.flush();
      return writer.take().join("");
    };
    expect(bytes(false)).toBe(`\x1b[H\x1b[44m${" ".repeat(20)}\x1b[m`);
    expect(bytes(true)).toBe("\x1b[H\x1b[44m\x1b[K\x1b[m");
  });

  test("is left out while the terminal is busy, and made from the newest state when it drains", () => {
    const { writer, compositor } = setup({ synchronized: false });
    compositor.flush();
    writer.take();
    writer.busy = true;
    compositor.grid.text(0, 0, "old", 0);
    compositor.flush();
    compositor.grid.text(0, 0, "new", 0);
    compositor.flush();
    expect(writer.take()).toEqual([]);
    expect(writer.counts.dropped).toBe(2);
    writer.drain();
    expect(writer.take()).toEqual(["\x1b[Hnew"]);
  });

  test("shows the cursor where it is wanted and hides it while cells are drawn", async () => {
    const { writer, compositor } = setup();
    const screen = createScreen(20, 4);
    compositor.flush();
    compositor.setCursor({ row: 3, column: 7 });
    compositor.flush();
    await screen.feed(writer.take().join(""));
    expect(screen.cursor()).toEqual({ row: 3, column: 7 });
    compositor.grid.text(0, 0, "x", 0);
    compositor.flush();
    const [frame = ""] = writer.take();
    expect(frame).toBe(
      "\x1b[?2026h\x1b[?25lx\x1b[4;8H\x1b[?25h\x1b[?2026l".replace("lx", "l\x1b[Hx"),
    );
    compositor.grid.text(3, 10, "to the edge", 0);
    compositor.flush();
    await screen.feed(writer.take().join(""));
    expect(screen.cursor()).toEqual({ row: 3, column: 7 });
    compositor.setCursor(null);
    compositor.flush();
    expect(writer.take()).toEqual(["\x1b[?2026h\x1b[?25l\x1b[?2026l"]);
    screen.close();
  });

  test("writes every cell again once the screen is not known", async () => {
    const { writer, compositor } = setup();
    const screen = createScreen(20, 4);
    compositor.grid.text(1, 2, "kept", styleOf({ fg: "red" }));
    compositor.flush();
    await screen.feed(writer.take().join(""));
    const before = screen.looks();
    await screen.feed("\x1b[44m\x1b(0\x0e\x1b[2;3r\x1b[1;1Hgarbage from another program");
    compositor.invalidate();
    compositor.flush();
    await screen.feed(writer.take().join(""));
    expect(screen.looks()).toEqual(before);
    screen.close();
  });
});

describe("a list that is scrolled", () => {
  const nameOf = (pid: number): string =>
    `${pid} ${String(pid ** 9)
      .slice(0, 16)
      .repeat(3)}`;
  const drawList = (compositor: Compositor, from: number): void => {
    const { grid } = compositor;
    grid.text(0, 0, "header", 0);
    for (let row = 1; row < grid.rows - 1; row++) {
      grid.text(row, 0, nameOf(from + row).padEnd(60), 0);
    }
    grid.text(grid.rows - 1, 0, "footer", 0);
  };

  test.each([
    ["down", 1, 100],
    ["down", 3, 250],
    ["up", -1, 100],
    ["up", -3, 250],
  ])("%s (%i rows) moves its rows instead of drawing them again", async (_name, by, bytes) => {
    const { writer, compositor } = setup({ columns: 60, rows: 20 });
    const screen = createScreen(60, 20);
    drawList(compositor, 50);
    compositor.flush();
    await screen.feed(writer.take().join(""));
    drawList(compositor, 50 + by);
    compositor.flush();
    const [frame = ""] = writer.take();
    expect(frame.length).toBeLessThan(bytes);
    await screen.feed(frame);
    expect(screen.looks()).toEqual(expectedLooks(compositor.grid));
    screen.close();
  });

  test("by chance in a few rows among many that stay is not moved", () => {
    const { writer, compositor } = setup({ columns: 60, rows: 20 });
    drawList(compositor, 50);
    compositor.flush();
    writer.take();
    compositor.grid.text(3, 0, nameOf(56).padEnd(60), 0);
    compositor.grid.text(4, 0, nameOf(57).padEnd(60), 0);
    compositor.flush();
    expect(writer.take().join("")).not.toContain("r\x1b[");
  });
});

describe("a terminal without", () => {
  test("Unicode gets ASCII only, in the same columns", async () => {
    const { writer, compositor } = setup({ columns: 60, rows: 60, unicode: false });
    for (const [row, text] of hostileStrings.entries()) {
      compositor.grid.text(row, 0, text, 0, 30);
      compositor.grid.text(row, 30, "│█▁⣿…|", 0);
    }
    compositor.flush();
    const bytes = writer.take().join("");
    expect(bytes).toMatch(/^[\x0f\r\n\b\x1b\x20-\x7e]*$/);
    const screen = createScreen(60, 60);
    await screen.feed(bytes);
    for (const row of hostileStrings.keys()) {
      expect(screen.text()[row]?.slice(30)).toBe("|#_#~|");
    }
    screen.close();
  });

  test("colours gets weight, underline and inverse only", () => {
    const { writer, compositor } = setup({ colours: "none" });
    for (const [row, each] of styles.slice(4).entries())
      compositor.grid.text(row, 0, "styled", each);
    compositor.grid.text(0, 10, "bold", styleOf({ bold: true, fg: "red", bg: 17 }));
    compositor.flush();
    const parameters = [
      ...writer
        .take()
        .join("")
        .matchAll(/\x1b\[([\d;]*)m/g),
    ].flatMap(([, list = ""]) => list.split(";"));
    expect(parameters).toContain("1");
    expect(
      parameters.filter((each) => !["", "0", "1", "2", "4", "7", "22", "24", "27"].includes(each)),
    ).toEqual([]);
  });
});
