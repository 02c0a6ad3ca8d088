import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { lineBound, lineFrontOf, writeLine } from "../../../src/hub/journal/log-line.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { encodeKey } from "../../../src/protocol/encode-frame.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { frameText, type Recording } from "../recording/read-recording.ts";

/** Log files of five minutes each. */
const framesPerFile = 60;

/**
 * Writes the log that a hub of many hosts leaves when it is killed: in each file of each host a greeting, a
 * key frame and 59 differences, the last file up to now. Returns the bytes.
 */
export const writeLogs = (
  dataDir: string,
  recording: Recording,
  hosts: number,
  files: number,
): number => {
  const folder = join(dataDir, "journal", "wal");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { hello, frames } = recording;
  const interval = hello.interval_ms;
  const began = Date.now() - files * framesPerFile * interval;
  const state = new HostState();
  let total = 0;
  for (let file = 0; file < files; file++) {
    const start = began + file * framesPerFile * interval;
    const timeOf = (index: number): number => start + index * interval;
    const bodies = [
      (host: string) =>
        JSON.stringify({ at: start, ...hello, host, facts: { ...hello.facts, hostname: host } }),
    ];
    for (let i = 0; i < framesPerFile; i++) {
      const index = file * framesPerFile + i;
      const frame = frames[index];
      if (frame === undefined) throw new RangeError("expected a recording as long as the log");
      applyFrame(state, frame);
      const kept = i === 0 ? encodeKey(state, index + 1) : frame;
      const text = frameText(kept, index + 1, timeOf(i));
      bodies.push(() => text);
    }
    total += writeLog(join(folder, `${String(start).padStart(13, "0")}.ndjson`), bodies, hosts);
  }
  return total;
};

/** Sample after sample, all hosts each, as they arrive. */
const writeLog = (
  path: string,
  bodies: readonly ((host: string) => string)[],
  hosts: number,
): number => {
  const fd = openSync(path, "w", 0o600);
  let total = 0;
  let buffer = Buffer.alloc(0);
  for (const body of bodies) {
    for (let index = 0; index < hosts; index++) {
      const host = `sim-${String(index).padStart(5, "0")}`;
      const front = lineFrontOf({ tenant: "default", host });
      const text = body(host);
      const bound = lineBound(front, text);
      if (buffer.length < bound) buffer = Buffer.alloc(2 * bound);
      total += writeSync(fd, buffer, 0, writeLine(buffer, 0, front, text));
    }
  }
  closeSync(fd);
  return total;
};
