import { closeSync, constants, write as fsWrite, openSync, writeSync } from "node:fs";
import { type Clock } from "../../protocol/effects.ts";
import { type WriteBytes, writeAtOnce } from "./writer.ts";

/** A descriptor for what the terminal shows, and how to write to it. */
export interface TerminalOutput {
  readonly fd: number;
  readonly write: WriteBytes;
  /** Whether writing never waits. */
  readonly nonBlocking: boolean;
  close(): void;
}

/**
 * Opens the terminal behind a descriptor once more, non-blocking. The flag belongs to the new opening
 * alone, so the shell's is untouched. Measured with a terminal that is not read: `fs.write` to the
 * inherited descriptor leaves a thread in the system for which `process.exit` then waits for ever.
 * Where the terminal cannot be opened (Windows, after `su`, no /proc), it is the descriptor itself.
 */
export const openTerminalOutput = (fd: number, platform: NodeJS.Platform): TerminalOutput => {
  const inherited = { fd, write: fsWrite as WriteBytes, nonBlocking: false, close: () => {} };
  if (platform === "win32") return inherited;
  // Elsewhere than on Linux, opening /dev/fd/N duplicates it, flags included.
  const path = platform === "linux" ? `/proc/self/fd/${fd}` : "/dev/tty";
  try {
    const own = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return { fd: own, write: writeAtOnce, nonBlocking: true, close: () => closeSync(own) };
  } catch {
    return inherited;
  }
};

/** A terminal that takes nothing for this long is given up at exit. */
const stalledMs = 200;
const pauseMs = 4;

/**
 * Writes at once, before anything else can run: for entering and leaving, where no event loop may be left.
 * Waits a bounded time for a terminal that takes nothing. Returns whether all was written.
 */
export const writeBounded = (fd: number, text: string, clock: Clock): boolean => {
  const bytes = Buffer.from(text, "utf8");
  const deadline = clock.monotonic() + stalledMs;
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return false;
      if (clock.monotonic() >= deadline) return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
  return true;
};
