import { z } from "zod";
import { type HostFieldId, hostNumberFieldIds } from "../host-fields.ts";
import { bucketOf, type SeriesBucket, seriesShape } from "./series.ts";

/** The host fields that have a series: what is sampled, and the share of memory. */
export const hostSeriesFieldIds = [...hostNumberFieldIds, "memory_percent"] as const;

export const hostSeriesAnswer = z.object({
  host: z.string(),
  ...seriesShape,
  buckets: z
    .array(bucketOf(hostSeriesFieldIds))
    .describe("Oldest first, those without a sample left out."),
});
export type HostSeriesAnswer = Omit<z.infer<typeof hostSeriesAnswer>, "buckets"> & {
  buckets: SeriesBucket<HostFieldId>[];
};
