import { type Piece, type TierId, tiers } from "../piece.ts";
import { type Buckets } from "./tier-table.ts";

/** Which bucket each sample of a piece belongs to, and how much it weighs there. */
export interface BucketedSamples {
  readonly buckets: Buckets;
  readonly bucketAt: Uint32Array;
  readonly weightAt: Float64Array;
}

const maxWeight = 60;

const weightOf = (elapsed: number): number =>
  Math.min(maxWeight, Math.max(1, Math.round(elapsed / 1000)));

/** Sorts the samples of a piece into buckets. A clock that was set back is no matter. */
export const bucketSamples = (piece: Piece, tier: TierId): BucketedSamples => {
  const { times, elapsed } = piece;
  const length = tiers[tier];
  const startAt = times.map((time) => Math.floor(time / length) * length);
  const starts = Float64Array.from(new Set(startAt)).sort();
  const indexOf = new Map(Array.from(starts, (start, index) => [start, index]));
  const bucketAt = Uint32Array.from(startAt, (start) => indexOf.get(start) as number);
  const weightAt = elapsed.map(weightOf);
  const buckets = {
    samples: new Float64Array(starts.length),
    weights: new Float64Array(starts.length),
    times: new Float64Array(starts.length),
  };
  let firstSample = Number.POSITIVE_INFINITY;
  let lastSample = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const bucket = bucketAt[i] as number;
    buckets.samples[bucket] = (buckets.samples[bucket] as number) + 1;
    buckets.weights[bucket] = (buckets.weights[bucket] as number) + (weightAt[i] as number);
    buckets.times[bucket] = (buckets.times[bucket] as number) + (elapsed[i] as number);
    firstSample = Math.min(firstSample, times[i] as number);
    lastSample = Math.max(lastSample, times[i] as number);
  }
  return {
    buckets: { tier, starts, ...buckets, firstSample, lastSample },
    bucketAt,
    weightAt,
  };
};
