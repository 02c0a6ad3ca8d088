import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface PtyProgram {
  readonly pid: number;
  readonly hasEnded: boolean;
  write(text: string): void;
  /** Called with each piece of output and when it was read (performance.now()). Replaces the former. */
  onOutput(listener: (bytes: Buffer, time: number) => void): void;
  close(): Promise<void>;
}

/** Starts a program on a pty of its own. Its output is always read; it never waits for us. */
export const createPtyProgram = (
  command: readonly [string, ...string[]],
  size: Size,
  home: string,
): PtyProgram => {
  const [file, ...args] = command;
  const pty: IPty = spawn(file, args, {
    name: "xterm-256color",
    cols: size.columns,
    rows: size.rows,
    encoding: null,
    env: terminalEnvironment(home),
  });
  let hasEnded = false;
  let listener: (bytes: Buffer, time: number) => void = () => {};
  const ended = new Promise<void>((resolve) => {
    pty.onExit(() => {
      hasEnded = true;
      resolve();
    });
  });
  // With `encoding: null` the data are Buffers; the declared type does not say so.
  pty.onData((data: unknown) => listener(data as Buffer, performance.now()));
  return {
    pid: pty.pid,
    get hasEnded() {
      return hasEnded;
    },
    write: (text) => pty.write(text),
    onOutput: (next) => {
      listener = next;
    },
    close: async () => {
      if (!hasEnded) pty.kill("SIGTERM");
      const force = setTimeout(() => {
        if (!hasEnded) pty.kill("SIGKILL");
      }, 2000);
      await ended;
      clearTimeout(force);
    },
  };
};

/** What a user's terminal has and a CI job's lacks, or the other way round. */
const terminalEnvironment = (home: string): Record<string, string> => {
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...inherited } = process.env;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) env[name] = value;
  return {
    ...env,
    TERM: "xterm-256color",
    COLORTERM: "",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  };
};

/** A home without anybody's settings, so that each monitor looks as it does after installing it. */
export const createEmptyHome = (): { path: string; close(): void } => {
  const path = mkdtempSync(join(tmpdir(), "procmon-bench-home-"));
  mkdirSync(join(path, ".config", "btop"), { recursive: true });
  // btop 1.2 takes its interval from nowhere else.
  writeFileSync(join(path, ".config", "btop", "btop.conf"), "update_ms = 1000\n");
  return { path, close: () => rmSync(path, { recursive: true, force: true }) };
};
