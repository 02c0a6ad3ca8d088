import { systemClock } from "../../../src/cli/system-clock.ts";
import { createBreather } from "../../../src/hub/archive/breather.ts";
import { parseFrameLine } from "../../../src/hub/archive/frames/frame-line.ts";
import { hourMs, hourOf } from "../../../src/hub/archive/hour.ts";
import { rawPath } from "../../../src/hub/archive/paths.ts";
import { encodeSegments } from "../../../src/hub/archive/segment/encode-segment.ts";
import { type Shelf } from "../../../src/hub/archive/shelf/shelf.ts";
import { PieceCutter } from "../../../src/hub/archive/timeline/cut-pieces.ts";
import { type PieceRecord } from "../../../src/hub/archive/timeline/records.ts";
import { frameText, type Recording } from "../recording/read-recording.ts";

/** The lines of a group or log as they are kept, the first sample at `from`. */
export const recordedLines = ({ hello, frames }: Recording, from: number): string[] => {
  const first = frames[0]?.t ?? 0;
  return [
    JSON.stringify(hello),
    ...frames.map((frame) => frameText(frame, frame.q, from + frame.t - first)),
  ];
};

/** Pieces of lines, as sealing makes them. */
const cutLines = (host: string, lines: readonly string[]): PieceRecord[] => {
  const cutter = new PieceCutter(host);
  const pieces: PieceRecord[] = [];
  for (const line of lines) {
    const frame = parseFrameLine(line);
    const ended = frame === undefined ? undefined : cutter.take(frame);
    if (ended !== undefined) pieces.push(ended);
  }
  const last = cutter.end();
  return last === undefined ? pieces : [...pieces, last];
};

/** Seals a recording as if it had been made in one hour, and returns the bytes of the file. */
export const sealRecording = async (
  shelf: Shelf,
  host: string,
  recording: Recording,
  hour: number,
): Promise<number> => {
  const pieces = cutLines(host, recordedLines(recording, hour * hourMs));
  if (pieces.some(({ times }) => hourOf(times[0] as number) !== hour))
    throw new RangeError("expected a recording of at most an hour");
  const chunks = await encodeSegments(pieces, [], createBreather(systemClock));
  await shelf.put(rawPath({ tenant: "default", host }, hour, 0), chunks);
  return chunks.reduce((sum, { length }) => sum + length, 0);
};
