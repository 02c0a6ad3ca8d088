import { platform } from "node:os";
import { afterEach, describe, expect, test } from "vitest";
import { startTui } from "../support/built-programs.ts";
import { type PtyProgram } from "../support/pty-program.ts";
import { createScreen } from "../support/screen.ts";
import { internetSocketsOf } from "../support/system-processes.ts";
import { lastModes, restoredModes } from "../support/terminal-modes.ts";

let tui: PtyProgram;
afterEach(() => tui.close());

const untilData = (): Promise<void> =>
  tui.until(
    "the first rows",
    (rows) => rows.some((row) => /LIVE/.test(row)) && rows.some((row) => /^> +\d+ /.test(row)),
  );

/** Every parameter of every SGR sequence. */
const styles = (bytes: string): number[] =>
  bytes
    .split("\x1b[")
    .slice(1)
    .flatMap((sequence) => /^([\d;:]*)m/.exec(sequence)?.[1]?.split(/[;:]/) ?? [])
    .map(Number);
const isColour = (style: number): boolean =>
  (style >= 30 && style <= 38) ||
  (style >= 40 && style <= 48) ||
  (style >= 90 && style <= 97) ||
  (style >= 100 && style <= 107);

/** The screen after the first frame, which ends with the end of synchronized output. */
const firstFrame = async (bytes: string, columns: number, rows: number): Promise<string[]> => {
  const screen = createScreen(columns, rows);
  const end = "\x1b[?2026l";
  await screen.feed(bytes.slice(0, bytes.indexOf(end) + end.length));
  const text = screen.text();
  screen.close();
  return text;
};

describe.each([
  { columns: 40, rows: 10, lang: "C.UTF-8", noColor: undefined },
  { columns: 40, rows: 10, lang: "C", noColor: "1" },
  { columns: 80, rows: 24, lang: "C", noColor: undefined },
  { columns: 80, rows: 24, lang: "C.UTF-8", noColor: "1" },
  { columns: 160, rows: 50, lang: "C.UTF-8", noColor: undefined },
  { columns: 160, rows: 50, lang: "C", noColor: "1" },
])("at $columns x $rows with LANG=$lang and NO_COLOR=$noColor", (look) => {
  const { columns, rows, lang, noColor } = look;

  test("shows this machine, in what the terminal can draw", async () => {
    const env = { LANG: lang, NO_COLOR: noColor };
    tui = startTui(["--interval", "250ms"], { columns, rows, env });
    await untilData();
    tui.press("t");
    await tui.until("the tree", (all) => all.some((row) => row.includes("(tree")));
    tui.press("?");
    await tui.until("the help", (all) => all.some((row) => /Keys +1-/.test(row)));
    tui.press("\x03");
    expect(await tui.exited).toMatchObject({ exitCode: 0 });

    const bytes = tui.bytes();
    const first = await firstFrame(bytes, columns, rows);
    expect(first.join("\n")).toMatch(/PID .*COMMAND[^]*connecting/);
    expect(bytes).not.toContain("\x1b[2J");
    expect(bytes).not.toContain("\x1b[3J");
    const isAscii = Buffer.from(bytes).every((byte) => byte <= 0x7f);
    expect(isAscii).toBe(lang === "C");
    expect(styles(bytes).some(isColour)).toBe(noColor === undefined);
    expect(lastModes(bytes)).toEqual(restoredModes);
  });
});

test("quits at a key though nobody reads its terminal", async () => {
  tui = startTui(["--interval", "250ms"], { columns: 160, rows: 50 });
  await untilData();
  tui.pauseReading();
  // Each is a whole screen: more than the kernel keeps for a terminal.
  tui.press("\x0c".repeat(100));
  tui.press("\x03");
  expect(await tui.exited).toMatchObject({ exitCode: 0 });
}, 10_000);

test("draws the present again once its terminal is read again", async () => {
  tui = startTui(["--interval", "250ms"], { columns: 160, rows: 50 });
  await untilData();
  tui.pauseReading();
  tui.press("\x0c".repeat(100));
  tui.press("1");
  tui.resumeReading();
  await tui.until("the screen of the last key", (rows) =>
    rows.some((row) => row.includes("[1 Hosts]")),
  );
  expect(tui.screen()[49]).toMatch(/^Enter Open/);
});

test("opens no port that others could read from", async ({ skip }) => {
  skip(platform() !== "linux", "there is no procfs here");
  tui = startTui(["--interval", "250ms"]);
  await untilData();
  expect(internetSocketsOf(tui.pid)).toEqual([]);
});
