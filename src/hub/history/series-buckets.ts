import { type SeriesBucket } from "../../protocol/api/series.ts";
import { type Aggregate, type Piece, type TierPiece } from "../archive/piece.ts";
import {
  addAggregates,
  addValues,
  aggregateOf,
  type BucketGrid,
  bucketsOf,
  newFieldBuckets,
} from "./buckets.ts";
import { lastedOf } from "./lasted.ts";
import { type SampleRange } from "./sample-range.ts";
import { type SeriesField } from "./series-field.ts";

/** Gathers fields of one process or host into buckets, pieces in the order of time. */
export interface SeriesBuckets<Id extends string, Source extends string> {
  /** `columnOf` yields values of which that at `offset` belongs to the first sample of the range. */
  addRaw(
    piece: Piece,
    range: SampleRange,
    offset: number,
    columnOf: (id: Source) => Float64Array,
  ): void;
  /** `covered`: milliseconds that the rates of each bucket are of, with the same offset. */
  addTier(
    piece: TierPiece,
    range: SampleRange,
    offset: number,
    covered: Float64Array,
    columnOf: (id: Source, aggregate: Aggregate) => Float64Array,
  ): void;
  /** The buckets that hold a sample. */
  buckets(memoryTotal: number | null): SeriesBucket<Id>[];
}

export const createSeriesBuckets = <Id extends string, Source extends string>(
  grid: BucketGrid,
  fields: readonly SeriesField<Id, Source>[],
  aggregates: readonly Aggregate[],
): SeriesBuckets<Id, Source> => {
  const columns = fields.map((field) => ({ field, gathered: newFieldBuckets(grid) }));
  const samples = new Float64Array(grid.count);
  const count = (buckets: Int32Array, of: (place: number) => number): void => {
    for (let i = 0; i < buckets.length; i++) {
      const bucket = buckets[i] as number;
      if (bucket >= 0) samples[bucket] = (samples[bucket] as number) + of(i);
    }
  };

  return {
    addRaw: ({ times, elapsed }, range, offset, columnOf) => {
      const buckets = bucketsOf(grid, times, range);
      count(buckets, () => 1);
      const lasted = lastedOf(elapsed, range);
      for (const { field, gathered } of columns)
        addValues(
          gathered,
          columnOf(field.source),
          offset,
          buckets,
          field.isRate ? lasted : undefined,
        );
    },
    addTier: ({ starts, samples: inBucket }, range, offset, covered, columnOf) => {
      const buckets = bucketsOf(grid, starts, range);
      const taken = Float64Array.from(inBucket.subarray(range.first, range.end));
      count(buckets, (place) => taken[place] as number);
      const lasted = covered.subarray(offset);
      for (const { field, gathered } of columns) {
        const avg = columnOf(field.source, "avg");
        const other = (aggregate: Aggregate): Float64Array =>
          aggregates.includes(aggregate) ? columnOf(field.source, aggregate) : avg;
        const aggregated = { avg, min: other("min"), max: other("max"), last: other("last") };
        addAggregates(gathered, aggregated, offset, buckets, field.isRate ? lasted : taken);
      }
    },
    buckets: (memoryTotal) => {
      const answer: SeriesBucket<Id>[] = [];
      for (let bucket = 0; bucket < grid.count; bucket++) {
        if (samples[bucket] === 0) continue;
        const row: Record<string, unknown> = {
          time: grid.origin + bucket * grid.step,
          samples: samples[bucket],
        };
        for (const { field, gathered } of columns) {
          const values: Partial<Record<Aggregate, number | null>> = {};
          for (const aggregate of aggregates)
            values[aggregate] = field.valueOf(
              aggregateOf(gathered, bucket, aggregate),
              memoryTotal,
            );
          row[field.id] = values;
        }
        answer.push(row as SeriesBucket<Id>);
      }
      return answer;
    },
  };
};
