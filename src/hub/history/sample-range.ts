import { type Window } from "../archive/archive.ts";

/** Indexes from `first` up to, not including, `end`. */
export interface SampleRange {
  readonly first: number;
  readonly end: number;
}

/** The samples of ascending `times` that were made in a window. */
export const sampleRangeOf = (times: Float64Array, { from, to }: Window): SampleRange => ({
  first: firstAtOrAfter(times, from),
  end: firstAtOrAfter(times, to + 1),
});

const firstAtOrAfter = (times: Float64Array, time: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};
