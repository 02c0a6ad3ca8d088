import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeFromAgent } from "../../../src/protocol/decode-frame.ts";
import { type HelloFrame, type SampleFrame } from "../../../src/protocol/frame.ts";

export interface Recording {
  readonly hello: HelloFrame;
  /** One key frame, then deltas, every `hello.interval_ms`. */
  readonly frames: readonly SampleFrame[];
}

const file = join(import.meta.dirname, "../../fixtures/recording/every-5s.ndjson.gz");

/** The pinned recording that `record.ts` made, or undefined where it is not there. */
export const readRecording = (): Recording | undefined => {
  if (!existsSync(file)) return undefined;
  const [first, ...rest] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  return {
    hello: decodeFromAgent(first as string) as HelloFrame,
    frames: rest.map((line) => decodeFromAgent(line) as SampleFrame),
  };
};

/** The text of a recorded frame as an agent sends it at another time, with another sequence number. */
export const frameText = (frame: SampleFrame, q: number, t: number): string =>
  JSON.stringify({ ...frame, q, t });
