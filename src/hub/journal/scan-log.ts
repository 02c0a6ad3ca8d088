import { type LogHandle } from "./log-files.ts";
import { type LogLine, parseLine } from "./log-line.ts";

/** Room for some hundred lines: they are looked through in about 2 ms. */
const blockBytes = 1024 * 1024;
/** The longest line there can be: three bytes for each unit of the longest frame, and its front. */
const longestLine = 49 * 1024 * 1024;
const newline = 10;
const lineStart = Buffer.from('{"crc":"');

/** An intact line, with the bytes it stands in: whoever keeps it keeps a block. */
export interface ScannedLine {
  readonly line: LogLine;
  readonly bytes: Buffer;
  /** Where its last byte before the newline ends in `bytes`. */
  readonly end: number;
  /** Where it stands in the file, and its bytes without the newline. */
  readonly offset: number;
  readonly length: number;
}

export interface LogScan {
  /** Lines that end as lines do but whose checksum, or shape, is wrong. */
  readonly damagedLines: number;
  /** Where the first of them stands in the file. */
  readonly firstDamage: number | undefined;
  readonly size: number;
  /** Where the last line ends: what follows is the rest of a write that was not finished. */
  readonly end: number;
}

/**
 * Reads a log file from its start and takes each intact line. A damaged newline joins two lines: both are
 * found, by how a line begins.
 */
export const scanLog = async (
  handle: LogHandle,
  { take, afterBlock }: { take: (scanned: ScannedLine) => void; afterBlock: () => Promise<void> },
): Promise<LogScan> => {
  let buffer = Buffer.allocUnsafeSlow(blockBytes);
  /** Where `buffer` begins in the file, and how much of it is filled. */
  let base = 0;
  let filled = 0;
  let end = 0;
  let damagedLines = 0;
  let firstDamage: number | undefined;
  let isSkipping = false;

  const takeIfIntact = (start: number, until: number): boolean => {
    const line = parseLine(buffer, start, until);
    if (line === undefined) return false;
    take({ line, bytes: buffer, end: until, offset: base + start, length: until - start });
    return true;
  };
  /** Takes what is intact between two places; returns where the last of it ends. */
  const takeParts = (start: number, until: number): number | undefined => {
    let last: number | undefined;
    const part = buffer.subarray(start, until);
    for (let at = part.indexOf(lineStart); at >= 0; ) {
      const next = part.indexOf(lineStart, at + 1);
      const partEnd = next < 0 ? part.length : next;
      if (takeIfIntact(start + at, start + partEnd)) last = start + partEnd;
      else if (takeIfIntact(start + at, start + partEnd - 1)) last = start + partEnd - 1;
      at = next;
    }
    return last;
  };
  const damaged = (at: number): void => {
    damagedLines++;
    firstDamage ??= base + at;
  };
  const takeLine = (start: number, until: number): void => {
    if (start === until || takeIfIntact(start, until)) return;
    damaged(start);
    takeParts(start, until);
  };

  for (;;) {
    const read = await handle.read(buffer, filled, base + filled);
    filled += read;
    const block = buffer.subarray(0, filled);
    let from = 0;
    for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, from)) {
      if (!isSkipping) takeLine(from, at);
      isSkipping = false;
      from = at + 1;
      end = base + from;
    }
    if (read === 0) {
      const last = isSkipping ? undefined : takeParts(from, filled);
      if (last !== undefined) end = base + last;
      return { damagedLines, firstDamage, size: base + filled, end };
    }
    await afterBlock();
    if (filled - from >= longestLine) {
      // No line at all.
      if (!isSkipping) damaged(from);
      isSkipping = true;
      from = filled;
    }
    // Half of a block at least is free, so that a long line is not copied over and over.
    const next = Buffer.allocUnsafeSlow(Math.max(blockBytes, 2 * (filled - from)));
    buffer.copy(next, 0, from, filled);
    buffer = next;
    base += from;
    filled -= from;
  }
};
