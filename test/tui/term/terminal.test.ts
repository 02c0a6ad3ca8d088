import { EventEmitter } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createTerminal, type TerminalInput } from "../../../src/tui/term/terminal.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createScreen } from "../../support/screen.ts";

class FakeInput extends EventEmitter {
  isTTY = true;
  modes: string[] = [];
  setRawMode(raw: boolean): void {
    this.modes.push(raw ? "raw" : "cooked");
  }
  resume(): void {
    this.modes.push("reading");
  }
  pause(): void {
    this.modes.push("paused");
  }
}

class FakeWindow extends EventEmitter {
  columns = 100;
  rows = 30;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const setup = (
  options: { mouse?: boolean; fallbackSize?: { columns: number; rows: number } } = {},
) => {
  const directory = mkdtempSync(join(tmpdir(), "procmon-terminal-"));
  const path = join(directory, "screen");
  const fd = openSync(path, "w");
  cleanups.push(() => {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  const stdin = new FakeInput();
  const stdout = new FakeWindow();
  const stops: string[] = [];
  const clock = createFakeClock();
  const terminal = createTerminal({
    stdin: stdin satisfies TerminalInput,
    stdout,
    fd,
    clock,
    stopSelf: () => stops.push("stopped"),
    ...options,
  });
  let seen = 0;
  const written = (): string => {
    const all = readFileSync(path, "utf8");
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  };
  return { terminal, stdin, stdout, stops, written, clock };
};

const enterBytes = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?1004h";
const restoreBytes =
  "\x1b[?2026l\x1b[m\x1b(B\x0f\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

describe("the terminal", () => {
  test("is entered once and restored once, however often it is asked", () => {
    const { terminal, stdin, written } = setup();
    terminal.restore();
    expect(written()).toBe("");
    terminal.enter();
    terminal.enter();
    expect(written()).toBe(enterBytes);
    expect(stdin.modes).toEqual(["paused", "raw", "reading"]);
    terminal.restore();
    terminal.restore();
    terminal.close();
    expect(written()).toBe(restoreBytes);
    expect(stdin.modes.slice(3)).toEqual(["cooked", "paused"]);
    expect(stdin.listenerCount("data")).toBe(0);
  });

  test("reports the mouse only when asked", () => {
    const { terminal, written } = setup({ mouse: true });
    terminal.enter();
    terminal.close();
    expect(written()).toBe(
      `${enterBytes}\x1b[?1000h\x1b[?1006h\x1b[?1006l\x1b[?1000l${restoreBytes}`,
    );
  });

  test("is as it was after a frame that was cut off", async () => {
    const { terminal, written } = setup();
    const screen = createScreen(40, 5);
    await screen.feed("$ procmon-tui\r\n");
    terminal.enter();
    await screen.feed(written());
    expect(screen.isAlternate()).toBe(true);
    await screen.feed("\x1b[?2026h\x1b[31;7mhalf a frame\x1b[2;1");
    terminal.restore();
    await screen.feed(`${written()}$ `);
    expect(screen.isAlternate()).toBe(false);
    expect(screen.text()[1]).toBe("$");
    expect(screen.cell(1, 0)).toEqual({ text: "$", fg: -1, bg: -1, attributes: "" });
    screen.close();
  });

  test("stops restored, and comes back with its modes set again", () => {
    const { terminal, stdin, stops, written } = setup();
    const sizes: unknown[] = [];
    terminal.onResize((size) => sizes.push(size));
    terminal.enter();
    terminal.suspend();
    expect(stdin.modes.at(-1), "the input stays open, to be there for SIGCONT").toBe("cooked");
    expect(written()).toBe(enterBytes + restoreBytes);
    expect(stops).toEqual(["stopped"]);
    stdin.modes.length = 0;
    terminal.resume();
    expect(written()).toBe(enterBytes);
    expect(stdin.modes).toEqual(["cooked", "raw", "reading"]);
    expect(sizes).toEqual([{ columns: 100, rows: 30 }]);
  });

  test("comes back by itself where the system does not stop it, as in a container", () => {
    const { terminal, stdin, written, clock } = setup();
    terminal.enter();
    terminal.suspend();
    expect(written()).toBe(enterBytes + restoreBytes);
    clock.advance(1000);
    expect([written(), terminal.entered]).toEqual([enterBytes, true]);
    terminal.suspend();
    terminal.restore();
    clock.advance(1000);
    expect([terminal.entered, stdin.modes.at(-1)], "given back meanwhile").toEqual([
      false,
      "paused",
    ]);
  });

  test("stopped from outside comes back too, but not once it was given back", () => {
    const { terminal, written } = setup();
    terminal.enter();
    terminal.resume();
    expect(written()).toBe(enterBytes + enterBytes);
    terminal.restore();
    terminal.resume();
    expect(written()).toBe(restoreBytes);
  });

  test("tells keys, sizes and its end", () => {
    const { terminal, stdin, stdout } = setup();
    const seen: unknown[] = [];
    terminal.onInput((bytes) => seen.push(Buffer.from(bytes).toString()));
    terminal.onResize(({ columns, rows }) => seen.push(`${columns}x${rows}`));
    terminal.onHangup(() => seen.push("gone"));
    terminal.enter();
    stdin.emit("data", Buffer.from("q"));
    stdout.columns = 40;
    stdout.emit("resize");
    stdin.emit("end");
    terminal.close();
    stdin.emit("data", Buffer.from("q"));
    expect(seen).toEqual(["q", "40x30", "gone"]);
  });

  test.each([
    [{ columns: 0, rows: 0 }, undefined, { columns: 80, rows: 24 }],
    [
      { columns: 0, rows: 50 },
      { columns: 132, rows: 40 },
      { columns: 132, rows: 50 },
    ],
    [{ columns: 65_535, rows: 65_535 }, undefined, { columns: 1000, rows: 500 }],
    [{ columns: 1, rows: 1 }, undefined, { columns: 1, rows: 1 }],
    [
      { columns: 0, rows: 0 },
      { columns: 0, rows: Number.NaN },
      { columns: 80, rows: 24 },
    ],
  ])("of size %j with fallback %j is taken as %j", (told, fallbackSize, size) => {
    const { terminal, stdout } = setup(fallbackSize === undefined ? {} : { fallbackSize });
    Object.assign(stdout, told);
    expect(terminal.size).toEqual(size);
  });
});
