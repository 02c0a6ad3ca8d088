import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Field } from "../field.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFieldNamed,
  processFields,
} from "../process-fields.ts";
import { type Call } from "./call.ts";
import { createTimeParameter, pidParams } from "./history.ts";
import { hasHost, hostParameters, needsHost } from "./parameter.ts";
import { ownersShape } from "./process-identity.ts";
import { resolutionParts } from "./resolution.ts";
import { duration, listOf, windowParameters } from "./window-parameter.ts";

/** How the samples of a bucket become one value. */
const aggregateIds = ["avg", "max", "min", "last"] as const;

/** The process fields that have a series: measures, age left out since it tells nothing. */
export const seriesFieldIds = processFieldIds.filter((id) => {
  const field: Field = processFields[id];
  return field.kind !== "info" && id !== "age";
}) as SeriesFieldId[];
export type SeriesFieldId = Exclude<ProcessFieldId, "age">;

/** Buckets of one answer at most. */
export const bucketsMax = 11_000;
/** Buckets that a query without a step asks for at most. */
export const bucketsWanted = 1000;

/** What the queries of all series have. */
export const seriesParameters = {
  ...windowParameters("-1h"),
  step: duration
    .optional()
    .describe(
      `Length of a bucket, at most ${bucketsMax} of them. Without it 10s, or for a long window the first of 30s, 1m, 5m, 10m, 30m, 1h, 6h, 1d that makes no more than ${bucketsWanted}.`,
    ),
  agg: listOf("avg, max, min, last", aggregateIds)
    .prefault("avg")
    .describe("How the samples of a bucket become one value."),
};

export const seriesQuery = z
  .strictObject({
    ...hostParameters,
    ...seriesParameters,
    create_time: createTimeParameter,
    fields: listOf("ids of process fields that are measured", seriesFieldIds, processFieldNamed)
      .prefault("cpu_percent,memory_rss")
      .describe(`The fields: of ${seriesFieldIds.map((id) => `\`${id}\``).join(", ")}.`),
  })
  .refine(hasHost, needsHost);

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

/** For docs/api.md. */
export const seriesAnswerHas =
  "`from` and `to`; `step_ms`; `resolution`: what each part of the window was worked out from (raw samples, or tiers of `1m`, `10m`, `1h`)";

export const seriesCall = {
  method: "GET",
  path: apiPaths.series,
  summary: "one process over time, in buckets of equal length",
  description:
    "Raw samples, or the tier that fits `step`, whichever is kept: the last hours and steps that no tier divides are worked out from raw samples.",
  params: pidParams,
  query: seriesQuery,
  answer: {
    schema: seriesAnswer,
    list: "buckets",
    what: `The answer has \`host\`; ${seriesAnswerHas}; \`process\` and \`others\` as in the answer of \`GET ${apiPaths.history}\`; and \`buckets\`. Each has \`time\`, where it begins, \`samples\`, and under the id of each field the aggregates that were asked for. ${seriesAnswer.shape.buckets.description} \`to\` is not included.`,
  },
  examples: [
    { params: { pid: "4217" }, query: { agent_id: "web-07", from: "-1h", step: "10s" } },
    {
      params: { pid: "4217" },
      query: { host: "web-07", from: "-7d", step: "10m", agg: "avg,max", fields: "memory_rss" },
    },
  ],
} as const satisfies Call;
