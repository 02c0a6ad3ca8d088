import { type SampleRange } from "./sample-range.ts";
import { type TrackPart } from "./seen-track.ts";
import { type TopMeasure } from "./top-measure.ts";

/** What a counter grew by over a part of a track, in wire integers, and its last value there. */
export interface TrackIncrease {
  readonly increase: number;
  /** NaN where it could not be read. */
  readonly last: number;
}

/**
 * `before` is the value that the first sample is counted from: that of the sample before the part, 0 for a
 * process born since, NaN where neither is known. `weights` has the milliseconds of each sample of `range`.
 */
export const increaseOfTrack = (
  part: TrackPart,
  measure: Extract<TopMeasure, { kind: "increase" }>,
  before: number,
  { weights, range }: { weights: Float64Array; range: SampleRange },
): TrackIncrease => {
  const offset = part.range.first - part.track.firstIndex;
  const count = part.range.end - part.range.first;
  if ("tier" in part) {
    const last = part.track.column(measure.counter, "last")[offset + count - 1] as number;
    if (!Number.isNaN(last))
      return { increase: sumOf(part.track.increase(measure.counter), offset, count), last };
    const { covered } = part.track;
    const rates = part.track.column(measure.rate, "avg");
    return {
      increase: sumOfProducts(rates, offset, covered, offset, count) / measure.factor,
      last,
    };
  }
  const grown = growthOf(part.track.column(measure.counter), offset, count, before);
  if (!Number.isNaN(grown.last)) return grown;
  // A host that sends rates alone.
  const rates = part.track.column(measure.rate);
  const place = part.range.first - range.first;
  const used = sumOfProducts(rates, offset, weights, place, count) / measure.factor;
  return { increase: grown.increase + used, last: grown.last };
};

/** A counter that falls or is absent for a while counts from where it is seen again. */
const growthOf = (
  column: Float64Array,
  offset: number,
  count: number,
  before: number,
): TrackIncrease => {
  let last = before;
  let increase = 0;
  for (let i = offset; i < offset + count; i++) {
    const value = column[i] as number;
    if (value > last) increase += value - last;
    last = value;
  }
  return { increase, last };
};

/** Sum of `count` values, absent ones left out. */
export const sumOf = (values: Float64Array, offset: number, count: number): number => {
  let sum = 0;
  for (let i = offset; i < offset + count; i++) {
    const value = values[i] as number;
    if (value > 0) sum += value;
  }
  return sum;
};

const sumOfProducts = (
  values: Float64Array,
  offset: number,
  weights: Float64Array,
  place: number,
  count: number,
): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const value = values[offset + i] as number;
    if (value > 0) sum += value * (weights[place + i] as number);
  }
  return sum;
};
