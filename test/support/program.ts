import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A program without a terminal: its output is kept, its input is a pipe. */
export interface Program {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Writes to its standard input. */
  send(text: string): void;
  /** Resolves with the value once `find` gives one; fails with the output after `timeoutMs`. */
  until<T>(
    what: string,
    find: (stdout: string, stderr: string) => T | undefined,
    timeoutMs?: number,
  ): Promise<T>;
  kill(signal?: NodeJS.Signals): void;
  /** Ends the program, if it has not, and resolves when it is gone. */
  close(): Promise<void>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export const startProgram = (
  file: string,
  args: readonly string[],
  { env = {} }: ProgramOptions = {},
): Program => {
  const child = spawn(file, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, FORCE_COLOR: undefined, ...env },
  });
  const output = { stdout: "", stderr: "" };
  let hasEnded = false;
  const waiting = new Set<() => void>();
  const checkAll = (): void => waiting.forEach((check) => check());
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      checkAll();
    });
  // It may end while something is sent.
  child.stdin.on("error", () => undefined);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => {
      hasEnded = true;
      checkAll();
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid as number,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    send: (text) => void child.stdin.write(text),
    until: (what, find, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer);
          waiting.delete(check);
          act();
        };
        const fail = (how: string): void => {
          const said = `${output.stdout.slice(-2000)}\n${output.stderr.slice(-2000)}`;
          settle(() => reject(new Error(`${how} ${what}; it said\n${said}`)));
        };
        const check = (): void => {
          const found = find(output.stdout, output.stderr);
          if (found !== undefined) settle(() => resolve(found));
          else if (hasEnded) fail("the program ended before");
        };
        const timer = setTimeout(() => fail(`waited ${timeoutMs} ms for`), timeoutMs);
        waiting.add(check);
        check();
      }),
    kill: (signal = "SIGKILL") => void child.kill(signal),
    close: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    exited,
  };
};
