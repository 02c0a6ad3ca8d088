import { platform } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { binPath } from "../bench/bins.ts";
import { startTui } from "../support/built-programs.ts";
import { type PtyProgram, startPtyProgram } from "../support/pty-program.ts";
import { childrenOf, isAlive, sessionOf, stateOf } from "../support/system-processes.ts";
import { lastModes, restoredModes } from "../support/terminal-modes.ts";

const programs = join(import.meta.dirname, "../fixtures/programs");
const node = process.execPath;
/** What was started in a test, by pid; all of it is gone after the test. */
const started = new Set<number>();
let program: PtyProgram | undefined;

const start = (begin: () => PtyProgram): PtyProgram => {
  program = begin();
  started.add(program.pid);
  return program;
};

afterEach(async () => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  await program?.close();
  started.clear();
});

const untilData = (tui: PtyProgram): Promise<void> =>
  tui.until("the first data", (rows) => rows.some((row) => /LIVE/.test(row)));

/** Resolves when a process has ended; fails after `timeoutMs`. The kernel tells only its parent. */
const untilGone = async (pid: number, timeoutMs = 5000): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline)
      throw new Error(`waited ${timeoutMs} ms for process ${pid} to end`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** The terminal as the shell before it had it: screen, modes, line discipline. */
const expectRestored = (tui: PtyProgram): void => {
  expect(lastModes(tui.bytes())).toEqual(restoredModes);
  expect(tui.isAlternate()).toBe(false);
};

/** The program as a shell starts it: the shell says the settings of the terminal before and after. */
const startInShell = (...nodeArgs: string[]): PtyProgram =>
  start(() =>
    startPtyProgram("sh", [
      "-c",
      `echo "<$(stty -g)>"; "$@"; echo "ended with $?"; echo "<$(stty -g)>."; read x`,
      "sh",
      node,
      ...nodeArgs,
      binPath("tui"),
    ]),
  );

const programIn = (shell: PtyProgram): number => {
  const [pid] = childrenOf(shell.pid);
  if (pid === undefined) throw new Error("the shell has no child");
  started.add(pid);
  return pid;
};

describe.skipIf(platform() !== "linux")("on Linux the terminal is as it was before", () => {
  const expectSame = async (shell: PtyProgram, code: number): Promise<void> => {
    await shell.until("the shell's last word", (rows) => rows.join("").includes(">."));
    expectRestored(shell);
    const said = shell.screen().join("");
    const settings = said.match(/<[\da-f:]+>/g) ?? [];
    expect(settings).toHaveLength(2);
    expect(settings[1]).toBe(settings[0]);
    expect(said).toContain(`ended with ${code}<`);
    expect(sessionOf(shell.pid)).toEqual([shell.pid]);
  };

  test("after Ctrl-C", async () => {
    const shell = startInShell();
    await untilData(shell);
    shell.press("\x03");
    await expectSame(shell, 0);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("after %s", async (signal) => {
    const shell = startInShell();
    await untilData(shell);
    process.kill(programIn(shell), signal);
    await expectSame(shell, 0);
  });

  test("after a fault, with one line that says so", async () => {
    const shell = startInShell("--import", join(programs, "fault-on-signal.ts"));
    await untilData(shell);
    process.kill(programIn(shell), "SIGUSR2");
    await expectSame(shell, 1);
    const said = shell.screen().filter((row) => row.includes("a fault to be survived"));
    expect(said).toEqual(["procmon-tui: a fault to be survived"]);
  });

  test("while it is stopped, and taken over again when it goes on", async () => {
    const tui = start(() => startTui([]));
    await untilData(tui);
    process.kill(tui.pid, "SIGTSTP");
    const gone = { ...restoredModes };
    await tui.until("the main screen", () => !tui.isAlternate());
    expect(lastModes(tui.bytes())).toEqual(gone);
    while (stateOf(tui.pid) !== "T") await new Promise((resolve) => setImmediate(resolve));
    process.kill(tui.pid, "SIGCONT");
    await tui.until("the screen again", () => tui.isAlternate());
    await untilData(tui);
    tui.press("\x03");
    expect(await tui.exited).toMatchObject({ exitCode: 0 });
    expectRestored(tui);
  });
});

describe.skipIf(platform() !== "linux")("on Linux it ends by itself", () => {
  test("when the window is closed", async () => {
    const tui = start(() => startTui([]));
    await untilData(tui);
    tui.hangUp();
    await untilGone(tui.pid);
    expect(sessionOf(tui.pid).filter(isAlive)).toEqual([]);
  });

  test("when its input ends and no signal says so", async () => {
    const launcher = start(() =>
      startPtyProgram(node, [join(programs, "own-session.ts"), node, binPath("tui")]),
    );
    await untilData(launcher);
    const tui = programIn(launcher);
    launcher.hangUp();
    await untilGone(tui);
    expect(sessionOf(tui).filter(isAlive)).toEqual([]);
  });

  test("when the terminal is not read any more and a signal asks it to", async () => {
    const tui = start(() => startTui([], { columns: 160, rows: 50 }));
    await untilData(tui);
    tui.pauseReading();
    // Each is a whole screen: more than the kernel keeps for a terminal.
    tui.press("\x0c".repeat(100));
    tui.kill("SIGTERM");
    await untilGone(tui.pid);
  });
});

test("takes bytes that are no keys and goes on", async () => {
  const tui = start(() => startTui([]));
  await untilData(tui);
  for (let seed = 1, round = 0; round < 10; round++) {
    const codes = Array.from({ length: 64 }, () => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % 0x180;
    });
    // Left out: the keys that quit, and Ctrl-Z.
    tui.press(String.fromCharCode(...codes.filter((code) => ![3, 26, 0x71].includes(code))));
    tui.press(
      "\x1b[999;999;999~\x1b]0;x\x1b\\\x1bP+p\x1b\\\x1b[<0;1;1M\x1b[I\x1b[200~paste\x1b[201~",
    );
  }
  // The end of whatever string was begun, and a key that means nothing.
  tui.press("\x1b\\x");
  tui.resize(90, 30);
  await tui.until("the screen in the new size", (rows) => rows[29] !== "");
  tui.press("\x03");
  expect(await tui.exited).toMatchObject({ exitCode: 0 });
  expectRestored(tui);
});
