import { hourMs } from "../../../src/hub/archive/hour.ts";
import { type Shelf } from "../../../src/hub/archive/shelf/shelf.ts";
import { type SampleFrame } from "../../../src/protocol/frame.ts";
import { type Recording } from "../recording/read-recording.ts";
import { sealRecording } from "../storage/seal-recording.ts";

/** A recording made as long as an hour: its beginning follows once more, with the key frame in front. */
export const fullHour = (recording: Recording): Recording => {
  const { frames, hello } = recording;
  const interval = hello.interval_ms;
  const first = frames[0]?.t ?? 0;
  const wanted = hourMs / interval;
  const again: SampleFrame[] = Array.from({ length: wanted - frames.length }, (_, i) => {
    const frame = frames[i % frames.length] as SampleFrame;
    const index = frames.length + i;
    return { ...frame, q: index + 1, t: first + index * interval };
  });
  // Aligned to the interval: what drifted while it was recorded must not leave the hour.
  const all = [...frames, ...again].map((frame, index) => ({
    ...frame,
    t: first + index * interval,
  }));
  return { hello, frames: all };
};

/** Seals a day of a host, each hour the same recording. Returns the first hour. */
export const keepDay = async (shelf: Shelf, recording: Recording): Promise<number> => {
  const firstHour = 480_000;
  const hour = fullHour(recording);
  for (let i = 0; i < 24; i++) await sealRecording(shelf, hour.hello.host, hour, firstHour + i);
  return firstHour;
};
