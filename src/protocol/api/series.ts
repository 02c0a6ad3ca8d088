import { z } from "zod";
import { type Field } from "../field.ts";
import { type ProcessFieldId, processFieldIds, processFields } from "../process-fields.ts";
import { ownersShape } from "./process-identity.ts";
import { resolutionParts } from "./resolution.ts";

/** How the samples of a bucket become one value. */
export const aggregateIds = ["avg", "max", "min", "last"] as const;

/** The process fields that have a series: measures, age left out since it tells nothing. */
export const seriesFieldIds = processFieldIds.filter((id) => {
  const field: Field = processFields[id];
  return field.kind !== "info" && id !== "age";
}) as SeriesFieldId[];
export type SeriesFieldId = Exclude<ProcessFieldId, "age">;

/** Buckets of one answer at most. */
export const bucketsMax = 11_000;

const aggregates = z
  .object({
    avg: z.number().nullable(),
    max: z.number().nullable(),
    min: z.number().nullable(),
    last: z.number().nullable(),
  })
  .partial();
type Aggregates = z.infer<typeof aggregates>;

const bucketShape = {
  time: z.int().describe("Begin of the bucket, milliseconds since 1970, a multiple of `step_ms`."),
  samples: z.int().describe("Samples in it; where it was read from a tier, those of the host."),
};

export const seriesShape = {
  from: z.int().describe("Begin of the first bucket, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970, not included."),
  step_ms: z.int().describe("Length of the buckets in milliseconds."),
  resolution: resolutionParts,
};

/** The aggregates that were asked for, by field. */
export type SeriesBucket<Id extends string> = { time: number; samples: number } & {
  [Field in Id]?: Aggregates;
};

export const bucketOf = (ids: readonly string[]) =>
  z.object({
    ...bucketShape,
    ...Object.fromEntries(ids.map((id) => [id, aggregates.optional()])),
  });

export const seriesAnswer = z.object({
  host: z.string(),
  ...seriesShape,
  ...ownersShape,
  buckets: z
    .array(bucketOf(seriesFieldIds))
    .describe(
      "Oldest first, those without a sample left out. Averages of rates are weighted by time: what was used over how long.",
    ),
});
export type SeriesAnswer = Omit<z.infer<typeof seriesAnswer>, "buckets"> & {
  buckets: SeriesBucket<ProcessFieldId>[];
};
