/**
 * A program for a terminal that is not read: draws as fast as its timers allow for a while, then restores
 * the terminal, writes to the file it was given what it saw, and exits.
 */
import { writeFileSync } from "node:fs";
import { createCompositor } from "../../../src/tui/term/compositor.ts";
import { createTerminal } from "../../../src/tui/term/terminal.ts";
import { openTerminalOutput } from "../../../src/tui/term/terminal-output.ts";
import { createWriter } from "../../../src/tui/term/writer.ts";

const [resultPath = "", lastsMs = "0"] = process.argv.slice(2);
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms: number, call: () => void) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

const output = openTerminalOutput(1, process.platform);
const terminal = createTerminal({
  stdin: process.stdin,
  stdout: process.stdout,
  fd: output.fd,
  clock,
  stopSelf: silent,
});
const writer = createWriter({ ...output, clock, log });
const { columns, rows } = terminal.size;
const compositor = createCompositor({
  columns,
  rows,
  writer,
  colours: "16",
  synchronized: true,
});

terminal.enter();
const started = clock.monotonic();
let last = started;
let largestGapMs = 0;
let frames = 0;
const tick = () => {
  const now = clock.monotonic();
  largestGapMs = Math.max(largestGapMs, now - last);
  last = now;
  frames++;
  for (let row = 0; row < rows; row++) {
    compositor.grid.fill(row, 0, columns, String.fromCharCode(0x41 + ((frames + row) % 26)), 0);
  }
  compositor.invalidate();
  compositor.flush();
  if (now - started < Number(lastsMs)) {
    setTimeout(tick, 2);
    return;
  }
  void writer.close().then(() => {
    terminal.close();
    writeFileSync(
      resultPath,
      JSON.stringify({ largestGapMs, frames, ...writer.counts, nonBlocking: output.nonBlocking }),
    );
    process.exit(0);
  });
};
tick();
