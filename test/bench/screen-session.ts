import { setTimeout as sleep } from "node:timers/promises";
import xterm, { type Terminal } from "@xterm/headless";
import { type Census, takeCensus } from "./byte-census.ts";
import { type Monitor } from "./monitors.ts";
import { type Memory, readMemory } from "./process-usage.ts";
import { createPtyProgram, type PtyProgram, type Size } from "./pty-program.ts";

export interface KeyAnswer {
  /** Milliseconds from the key to the first byte, and to the last before a quiet time. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** One run of a monitor: started, waited for, its cursor moved, ended. */
export interface Session {
  /** Milliseconds from the spawn to a screen with the column header; NaN if it never came. */
  readonly firstPaint: number;
  /** The same, with header and rows. */
  readonly firstFrame: number;
  /** One per key that was answered at all. */
  readonly answers: readonly KeyAnswer[];
  readonly unanswered: number;
  readonly memory: Memory;
  /** Of the whole run, start and all keys. */
  readonly census: Census;
  /** The screen before the first key, for a look at what was measured. */
  readonly screen: string;
}

export interface SessionOptions {
  readonly monitor: Monitor;
  readonly size: Size;
  readonly home: string;
  readonly keys: number;
  readonly warmUpMs: number;
}

/** A frame is over when nothing came for so long. */
const QUIET_MS = 25;
const NO_ANSWER_MS = 300;
const FIRST_FRAME_MS = 15_000;
/** What the population's processes are called on any screen, and this bench where there are none. */
const anyRow = /worker|service|population|node/;

export const runSession = async (options: SessionOptions): Promise<Session> => {
  const { monitor, size, home, keys, warmUpMs } = options;
  const pieces: Buffer[] = [];
  const screen = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    allowProposedApi: true,
  });
  const start = performance.now();
  const program = createPtyProgram(monitor.command, size, home);
  screen.onData((answer) => program.write(answer));
  try {
    const first = await awaitFirstFrame(program, screen, monitor.header, pieces);
    await sleep(warmUpMs);
    const shown = textOf(screen);
    const prefix = screen.modes.applicationCursorKeysMode ? "\x1bO" : "\x1b[";
    const answers: KeyAnswer[] = [];
    for (let key = 0; key < keys; key++) {
      // Down and up again, so that the cursor stays within the screen.
      const answer = await pressKey(program, `${prefix}${key % 20 < 10 ? "B" : "A"}`, pieces);
      if (answer !== undefined) answers.push(answer);
      await sleep(80 + Math.random() * 200);
    }
    return {
      firstPaint: first.paint - start,
      firstFrame: first.frame - start,
      answers,
      unanswered: keys - answers.length,
      memory: readMemory(program.pid),
      census: takeCensus(pieces),
      screen: shown,
    };
  } finally {
    await program.close();
    screen.dispose();
  }
};

/** When the header, and when header and rows were there. */
const awaitFirstFrame = (
  program: PtyProgram,
  screen: Terminal,
  header: RegExp,
  pieces: Buffer[],
): Promise<{ paint: number; frame: number }> =>
  new Promise((resolve) => {
    let paint = Number.NaN;
    let frame = Number.NaN;
    const giveUp = setTimeout(() => resolve({ paint, frame }), FIRST_FRAME_MS);
    program.onOutput((bytes, time) => {
      pieces.push(bytes);
      screen.write(bytes, () => {
        if (!Number.isNaN(frame)) return;
        const text = textOf(screen);
        if (!header.test(text)) return;
        if (Number.isNaN(paint)) paint = time;
        if (!anyRow.test(text)) return;
        frame = time;
        clearTimeout(giveUp);
        resolve({ paint, frame });
      });
    });
  });

const pressKey = (
  program: PtyProgram,
  key: string,
  pieces: Buffer[],
): Promise<KeyAnswer | undefined> =>
  new Promise((resolve) => {
    let first = Number.NaN;
    let last = Number.NaN;
    let bytes = 0;
    let timer = setTimeout(() => resolve(undefined), NO_ANSWER_MS);
    program.onOutput((piece, time) => {
      pieces.push(piece);
      bytes += piece.length;
      if (Number.isNaN(first)) first = time - sent;
      last = time - sent;
      clearTimeout(timer);
      timer = setTimeout(() => resolve({ first, last, bytes }), QUIET_MS);
    });
    const sent = performance.now();
    program.write(key);
  });

const textOf = (screen: Terminal): string => {
  const lines: string[] = [];
  for (let row = 0; row < screen.rows; row++)
    lines.push(screen.buffer.active.getLine(row)?.translateToString(true) ?? "");
  return lines.join("\n");
};
