import { type IPty, spawn } from "@lydell/node-pty";
import { createScreen, type ScreenCell } from "./screen.ts";

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A program on a real pseudo-terminal, its screen kept by a terminal emulator. */
export interface PtyProgram {
  readonly pid: number;
  readonly columns: number;
  readonly rows: number;
  /** The rows of the screen, right-trimmed. */
  screen(): string[];
  cell(row: number, column: number): ScreenCell;
  isAlternate(): boolean;
  /** All bytes received so far, as text. */
  bytes(): string;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves once the screen satisfies the condition; fails with the screen after `timeoutMs`. */
  until(
    what: string,
    condition: (rows: readonly string[]) => boolean,
    timeoutMs?: number,
  ): Promise<void>;
  /** Reads nothing more, as a terminal does after Ctrl-S: the kernel's buffer fills up. */
  pauseReading(): void;
  resumeReading(): void;
  /** Closes the terminal's side of the pty, as a window that is closed does. */
  hangUp(): void;
  kill(signal?: NodeJS.Signals): void;
  /** Ends the program, if it has not, and resolves when it is gone. */
  close(): Promise<void>;
  readonly exited: Promise<{ exitCode: number; signal: number | undefined }>;
}

export const startPtyProgram = (
  file: string,
  args: readonly string[],
  { columns = 80, rows = 24, env = {} }: PtyOptions = {},
): PtyProgram => {
  let size = { columns, rows };
  const screen = createScreen(columns, rows);
  const pty: IPty = spawn(file, [...args], {
    cols: columns,
    rows,
    name: "xterm-256color",
    env: ptyEnvironment(env),
  });
  let bytes = "";
  let hasEnded = false;
  const waiting = new Set<() => void>();
  const checkAll = (): void => waiting.forEach((check) => check());
  pty.onData((data) => {
    bytes += data;
    void screen.feed(data).then(checkAll);
  });
  const exited = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      hasEnded = true;
      // The emulator takes what came last before anyone looks at the screen.
      void screen.feed("").then(() => {
        checkAll();
        resolve({ exitCode, signal });
      });
    });
  });
  const kill = (signal: NodeJS.Signals = "SIGKILL"): void => {
    try {
      if (!hasEnded) process.kill(pty.pid, signal);
    } catch {
      // It ended by itself.
    }
  };
  return {
    pid: pty.pid,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    screen: () => screen.text(),
    cell: (row, column) => screen.cell(row, column),
    isAlternate: () => screen.isAlternate(),
    bytes: () => bytes,
    press: (keys) => pty.write(keys),
    resize: (newColumns, newRows) => {
      size = { columns: newColumns, rows: newRows };
      screen.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    until: (what, condition, timeoutMs = 15_000) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          waiting.delete(check);
          act();
        };
        const fail = (how: string): void =>
          settle(() => reject(new Error(`${how} ${what}; the screen shows\n${shown()}`)));
        const shown = (): string =>
          screen
            .text()
            .map((row) => `|${row}`)
            .join("\n");
        const check = (): void => {
          // Half a frame is no state of the program's.
          if (!screen.isInFrame() && condition(screen.text())) settle(resolve);
          else if (hasEnded) fail("the program ended before");
        };
        const timer = setTimeout(() => fail(`waited ${timeoutMs} ms for`), timeoutMs);
        waiting.add(check);
        check();
      }),
    pauseReading: () => pty.pause(),
    resumeReading: () => pty.resume(),
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    kill,
    close: async () => {
      pty.resume();
      kill();
      await exited;
      screen.close();
    },
    exited,
  };
};

const notInherited =
  /^(CI|FORCE_COLOR|NO_COLOR|COLORTERM|COLUMNS|LINES|LC_.*|NODE_.*|VITEST.*|PROCMON_.*|TMUX)$/;

/** As a person's shell would give it: no CI, UTF-8, and nothing that the test runner set. */
const ptyEnvironment = (env: PtyOptions["env"]): Record<string, string> => {
  const own = Object.entries(process.env).filter(([name]) => !notInherited.test(name));
  const merged = { ...Object.fromEntries(own), TERM: "xterm-256color", LANG: "C.UTF-8", ...env };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};
