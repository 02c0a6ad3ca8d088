import { encodeKey } from "../../../protocol/encode-frame.ts";
import { type SampleFrame } from "../../../protocol/frame.ts";
import { type Breather } from "../breather.ts";
import { parseFrameLine, sampleTime } from "../frames/frame-line.ts";
import { FrameReplay } from "../frames/frame-replay.ts";
import { hourOf } from "../hour.ts";
import { isCut } from "../timeline/cut-pieces.ts";

/** Frames of one host that lie within an hour, times never falling; they can be read alone. */
export interface FrameRun {
  readonly hour: number;
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/** Most hosts have one run: then their lines stay as they are, and nothing of them is parsed. */
export const cutGroups = async (
  host: string,
  lines: readonly string[],
  breather: Breather,
): Promise<readonly FrameRun[]> => {
  let first: number | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const time = timeOf(line);
    if (time === undefined) continue;
    if (first !== undefined && isCut(last, time)) return cutByReplay(host, lines, breather);
    first ??= time;
    last = time;
  }
  return first === undefined ? [] : [{ hour: hourOf(first), first, last, lines }];
};

/** The time of a sample by the first bytes of its line, in the order in which agents write them. */
const timeOf = (line: string): number | undefined => {
  const [, at, kind, t] = front.exec(line) ?? [];
  if (kind === "hello") return undefined;
  if (t !== undefined) return Number(at ?? t);
  const frame = parseFrameLine(line);
  return frame === undefined || frame.k === "hello" ? undefined : sampleTime(frame);
};
const front = /^\{(?:"at":(\d{1,16}),)?"k":"(hello|key|delta)",(?:"q":\d{1,16},"t":(\d{1,16}),)?/;

const cutByReplay = async (
  host: string,
  lines: readonly string[],
  breather: Breather,
): Promise<readonly FrameRun[]> => {
  const replay = new FrameReplay(host);
  const runs: FrameRun[] = [];
  let hello: string | undefined;
  let run: { first: number; last: number; lines: string[] } | undefined;
  const end = (): void => {
    if (run !== undefined) runs.push({ hour: hourOf(run.first), ...run });
    run = undefined;
  };
  for (const line of lines) {
    await breather.rest();
    const frame = parseFrameLine(line);
    if (frame === undefined) continue;
    if (frame.k === "hello") {
      hello = line;
      run?.lines.push(line);
    }
    if (!replay.take(frame)) continue;
    const { time } = replay.state;
    if (run !== undefined && isCut(run.last, time)) end();
    if (run === undefined) {
      const key = frame.k === "key" ? line : keyLine(replay, frame);
      run = { first: time, last: time, lines: [...(hello === undefined ? [] : [hello]), key] };
    } else run.lines.push(line);
    run.last = time;
  }
  end();
  return runs;
};

/** The table after a delta, in its place. */
const keyLine = (replay: FrameReplay, frame: SampleFrame & { readonly at?: number }): string => {
  const key = { ...encodeKey(replay.state, frame.q), t: frame.t };
  return JSON.stringify(frame.at === undefined ? key : { at: frame.at, ...key });
};
