import { mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "@lydell/node-pty";
import { expect, test } from "vitest";

interface Result {
  readonly largestGapMs: number;
  readonly frames: number;
  readonly written: number;
  readonly dropped: number;
  readonly nonBlocking: boolean;
}

/** Runs the program on a pty that is read only until its first bytes came, or all the time. */
const run = async (isRead: boolean): Promise<{ result: Result; received: string }> => {
  const directory = mkdtempSync(join(tmpdir(), "procmon-stalled-"));
  const resultPath = join(directory, "result.json");
  const program = fileURLToPath(new URL("./stalled-program.ts", import.meta.url));
  const resultWritten = new Promise<void>((resolve) => {
    const watcher = watch(directory, () => {
      watcher.close();
      resolve();
    });
  });
  const pty = spawn(process.execPath, [program, resultPath, "400"], { cols: 160, rows: 50 });
  let received = "";
  pty.onData((data) => {
    received += data;
    if (!isRead) pty.pause();
  });
  const exited = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => resolve(exitCode));
  });
  if (isRead) await exited;
  else {
    // A paused pty does not tell of its program's end.
    await resultWritten;
    await untilGone(pty.pid);
  }
  const result = JSON.parse(readFileSync(resultPath, "utf8")) as Result;
  if (!isRead) pty.resume();
  await exited;
  rmSync(directory, { recursive: true });
  return { result, received };
};

const untilGone = async (pid: number): Promise<void> => {
  for (;;) {
    try {
      if (readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ")) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test("a terminal that is read is restored at the end", async () => {
  const { result, received } = await run(true);
  expect(received.endsWith("\x1b[?25h\x1b[?1049l")).toBe(true);
  expect(result.written).toBeGreaterThan(1);
}, 20_000);

test.runIf(process.platform === "linux")(
  "a terminal that is not read neither stops the program nor its end",
  async () => {
    const { result } = await run(false);
    expect(result.nonBlocking).toBe(true);
    expect(result.frames, "it went on drawing").toBeGreaterThan(result.written);
    expect(result.dropped).toBeGreaterThan(0);
    // 400 ms of drawing; a loop that waits for the terminal never gets here.
    expect(result.largestGapMs).toBeLessThan(300);
  },
  20_000,
);
