import { Box, render, Text } from "ink";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import { CellGrid } from "../../../src/tui/term/cell-grid.ts";
import { createInkSurface, paintInkFrame } from "../../../src/tui/term/ink-surface.ts";
import { styleOf } from "../../../src/tui/term/style.ts";
import { settle } from "../../support/fake-clock.ts";

const rows = (grid: CellGrid): string[] =>
  Array.from({ length: grid.rows }, (_, row) => grid.rowText(row));

describe("Ink in debug mode", () => {
  test("writes each commit as one whole frame of text and SGR", async () => {
    const surface = createInkSurface(30, 10);
    const frames: string[] = [];
    let framed = (): void => {};
    surface.onFrame((frame) => {
      frames.push(frame);
      framed();
    });
    const nextFrame = (): Promise<void> =>
      new Promise((resolve) => {
        framed = resolve;
      });
    let setName = (_name: string): void => {};
    const Dialog = () => {
      const [name, set] = useState("web-07");
      setName = set;
      if (name === "") return null;
      return (
        <Box borderStyle="single" width={14}>
          <Text color="red" bold>
            {name}
          </Text>
        </Box>
      );
    };
    const app = render(<Dialog />, {
      stdout: surface as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
    await settle();
    const grid = new CellGrid(20, 4);
    expect(paintInkFrame(surface.frame, grid, 0, 2, { opaque: true })).toEqual({
      columns: 14,
      rows: 3,
    });
    expect(rows(grid)).toEqual([
      "  ┌────────────┐    ",
      "  │web-07      │    ",
      "  └────────────┘    ",
      "                    ",
    ]);
    expect(grid.cell(1, 3)).toEqual({ text: "w", style: styleOf({ fg: "red", bold: true }) });
    let painted = nextFrame();
    setName("db-漢");
    await painted;
    paintInkFrame(surface.frame, grid, 0, 2, { opaque: true });
    expect(grid.rowText(1)).toBe("  │db-漢       │    ");
    painted = nextFrame();
    setName("");
    await painted;
    expect(surface.frame).toBe("");
    expect(frames).toHaveLength(3);
    for (const frame of frames) {
      // oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
      expect(frame.replaceAll(/\x1b\[[\d;]*m/g, "")).not.toContain("\x1b");
    }
    app.unmount();
    await app.waitUntilExit();
    surface.close();
  });

  test("lays out anew when the surface is resized", async () => {
    const surface = createInkSurface(10, 3);
    const app = render(
      <Box width="100%" justifyContent="flex-end">
        <Text>x</Text>
      </Box>,
      {
        stdout: surface as unknown as NodeJS.WriteStream,
        debug: true,
        interactive: true,
        patchConsole: false,
      },
    );
    await settle();
    expect(surface.frame).toBe(`${" ".repeat(9)}x`);
    surface.resize(5, 3);
    await settle();
    expect(surface.frame).toBe("    x");
    app.unmount();
  });
});

describe("a frame of Ink", () => {
  test("that is not opaque lets the grid show through at its edges", () => {
    const grid = new CellGrid(10, 2);
    for (const row of [0, 1]) grid.fill(row, 0, 10, ".", 0);
    paintInkFrame("  a b\n\x1b[7m  \x1b[27m", grid, 0, 1, { opaque: false });
    expect(rows(grid)).toEqual(["...a b....", ".  ......."]);
  });

  test("is cut at the edges of the grid", () => {
    const grid = new CellGrid(4, 2);
    paintInkFrame("abcdef\nghijkl\nmnopqr", grid, -1, -1, { opaque: true });
    expect(rows(grid)).toEqual(["hijk", "nopq"]);
  });

  test("takes its looks from SGR only; every other sequence is left out", () => {
    const grid = new CellGrid(24, 1);
    paintInkFrame(
      "\x1b[1;4;38;5;208mA\x1b[22;24;39mB\x1b[48;2;1;2;3;97mC\x1b[0mD\x1b]8;;http://x\x07E\x1b]8;;\x1b\\F\x1b[2J\x1b[5;5HG\x1b7\x1b(0H\x1b[31",
      grid,
      0,
      0,
      { opaque: true },
    );
    expect(grid.rowText(0).trimEnd()).toBe("ABCDEFGH");
    expect([0, 1, 2, 3].map((column) => grid.cell(0, column).style)).toEqual([
      styleOf({ bold: true, underline: true, fg: 208 }),
      0,
      styleOf({ fg: "brightWhite", bg: "#010203" }),
      0,
    ]);
  });
});
