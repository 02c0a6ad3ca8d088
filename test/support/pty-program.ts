import { type IPty, spawn } from "@lydell/node-pty";
import { Terminal } from "@xterm/headless";

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A program on a real pseudo-terminal, its screen kept by a terminal emulator. */
export interface PtyProgram {
  readonly pid: number;
  /** The rows of the screen, right-trimmed. */
  screen(): string[];
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
  kill(signal?: NodeJS.Signals): void;
  readonly exited: Promise<{ exitCode: number; signal: number | undefined }>;
}

export const startPtyProgram = (
  file: string,
  args: readonly string[],
  { columns = 80, rows = 24, env = {} }: PtyOptions = {},
): PtyProgram => {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty: IPty = spawn(file, [...args], {
    cols: columns,
    rows,
    name: "xterm-256color",
    env: ptyEnvironment(env),
  });
  let bytes = "";
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    bytes += data;
    terminal.write(data, () => waiting.forEach((check) => check()));
  });
  const exited = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    pty.onExit(({ exitCode, signal }) => resolve({ exitCode, signal }));
  });
  const screen = (): string[] => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  };
  return {
    pid: pty.pid,
    screen,
    bytes: () => bytes,
    press: (keys) => pty.write(keys),
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    until: (what, condition, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!condition(screen())) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(
            new Error(
              `waited ${timeoutMs} ms for ${what}; the screen shows\n${screen().join("\n")}`,
            ),
          );
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
    kill: (signal = "SIGKILL") => {
      try {
        process.kill(pty.pid, signal);
      } catch {
        // It ended by itself.
      }
    },
    exited,
  };
};

/** As a person's shell would give it: no CI, UTF-8, and nothing that the test runner set. */
const ptyEnvironment = (env: PtyOptions["env"]): Record<string, string> => {
  const {
    CI: _ci,
    FORCE_COLOR: _color,
    COLUMNS: _columns,
    LINES: _lines,
    NODE_ENV: _node,
    VITEST: _vitest,
    ...own
  } = process.env;
  const merged = { ...own, TERM: "xterm-256color", LANG: "C.UTF-8", ...env };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};
