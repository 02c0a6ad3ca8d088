import { type Clock } from "../protocol/effects.ts";

const everyMs = 10_000;

/** Writes now, or leaves the line out; `count` is the number of events since the line before. */
export type RareLog = (write: (count: number) => void) => void;

/** Writes of the same kind of event the first, and then at most one line every 10 s with their number. */
export const createRareLog = (clock: Clock): RareLog => {
  let nextAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (write) => {
    count++;
    const now = clock.monotonic();
    if (now < nextAt) return;
    nextAt = now + everyMs;
    write(count);
    count = 0;
  };
};
