import { type TierId, tiers } from "../piece.ts";
import { type Buckets, type TierTable } from "./tier-table.ts";

export interface JoinedBuckets {
  readonly buckets: Buckets;
  /** By table: the joined bucket of each of its buckets. */
  readonly indexOf: readonly Uint32Array[];
  /** Whether no table begins before the one in front of it ends. */
  readonly isApart: boolean;
}

/** The buckets of several tables, which stand in order of their first samples, as those of one tier. */
export const joinBuckets = (tables: readonly TierTable[], tier: TierId): JoinedBuckets => {
  const length = tiers[tier];
  const startOf = (start: number): number => Math.floor(start / length) * length;
  const all = new Set<number>();
  for (const { buckets } of tables) for (const start of buckets.starts) all.add(startOf(start));
  const starts = Float64Array.from(all).sort();
  const places = new Map(Array.from(starts, (start, index) => [start, index]));
  const sums = {
    samples: new Float64Array(starts.length),
    weights: new Float64Array(starts.length),
    times: new Float64Array(starts.length),
  };
  let firstSample = Number.POSITIVE_INFINITY;
  let lastSample = Number.NEGATIVE_INFINITY;
  let isApart = true;
  const indexOf = tables.map(({ buckets }) => {
    if (buckets.firstSample < lastSample) isApart = false;
    firstSample = Math.min(firstSample, buckets.firstSample);
    lastSample = Math.max(lastSample, buckets.lastSample);
    return Uint32Array.from(buckets.starts, (start, i) => {
      const index = places.get(startOf(start)) as number;
      for (const id of ["samples", "weights", "times"] as const)
        sums[id][index] = (sums[id][index] as number) + (buckets[id][i] as number);
      return index;
    });
  });
  return { buckets: { tier, starts, ...sums, firstSample, lastSample }, indexOf, isApart };
};
