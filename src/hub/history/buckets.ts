import { type Aggregate } from "../archive/piece.ts";
import { type SampleRange } from "./sample-range.ts";

/** Buckets of equal length, one after the other. */
export interface BucketGrid {
  /** Where the first begins, milliseconds since 1970. */
  readonly origin: number;
  /** Length of each in milliseconds. */
  readonly step: number;
  readonly count: number;
}

/** The bucket of each of `times` in a range; -1 for those outside of the grid. */
export const bucketsOf = (
  { origin, step, count }: BucketGrid,
  times: Float64Array,
  { first, end }: SampleRange,
): Int32Array => {
  const buckets = new Int32Array(end - first);
  for (let i = first; i < end; i++) {
    const bucket = Math.floor(((times[i] as number) - origin) / step);
    buckets[i - first] = bucket >= 0 && bucket < count ? bucket : -1;
  }
  return buckets;
};

/** Values of one field gathered into buckets, in wire integers. */
export interface FieldBuckets {
  readonly sum: Float64Array;
  readonly weight: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
}

export const newFieldBuckets = ({ count }: BucketGrid): FieldBuckets => ({
  sum: new Float64Array(count),
  weight: new Float64Array(count),
  min: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
  max: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
  last: new Float64Array(count).fill(Number.NaN),
});

/**
 * Adds one value a place of `buckets`, oldest first; `column[offset]` is that of the first, `weights` and
 * `buckets` begin there. Absent values count for nothing.
 */
export const addValues = (
  to: FieldBuckets,
  column: Float64Array,
  offset: number,
  buckets: Int32Array,
  weights: Float64Array | undefined,
): void => {
  const { sum, weight, min, max, last } = to;
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i] as number;
    const value = column[offset + i] as number;
    if (bucket < 0 || Number.isNaN(value)) continue;
    const share = weights === undefined ? 1 : (weights[i] as number);
    sum[bucket] = (sum[bucket] as number) + value * share;
    weight[bucket] = (weight[bucket] as number) + share;
    if (value < (min[bucket] as number)) min[bucket] = value;
    if (value > (max[bucket] as number)) max[bucket] = value;
    last[bucket] = value;
  }
};

/** The same for the columns of a tier, each of which already holds an aggregate. */
export const addAggregates = (
  to: FieldBuckets,
  columns: Readonly<Record<Aggregate, Float64Array>>,
  offset: number,
  buckets: Int32Array,
  weights: Float64Array,
): void => {
  for (let i = 0; i < buckets.length; i++) {
    const bucket = buckets[i] as number;
    const average = columns.avg[offset + i] as number;
    if (bucket < 0 || Number.isNaN(average)) continue;
    const share = weights[i] as number;
    to.sum[bucket] = (to.sum[bucket] as number) + average * share;
    to.weight[bucket] = (to.weight[bucket] as number) + share;
    to.min[bucket] = Math.min(to.min[bucket] as number, columns.min[offset + i] as number);
    to.max[bucket] = Math.max(to.max[bucket] as number, columns.max[offset + i] as number);
    to.last[bucket] = columns.last[offset + i] as number;
  }
};

/** An aggregate of one bucket in wire integers; NaN where no value came. */
export const aggregateOf = (from: FieldBuckets, bucket: number, aggregate: Aggregate): number => {
  if (!((from.weight[bucket] as number) > 0)) return Number.NaN;
  switch (aggregate) {
    case "avg":
      return (from.sum[bucket] as number) / (from.weight[bucket] as number);
    case "min":
      return from.min[bucket] as number;
    case "max":
      return from.max[bucket] as number;
    case "last":
      return from.last[bucket] as number;
  }
};
