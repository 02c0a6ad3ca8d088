import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type HostFieldId, hostNumberFieldIds } from "../host-fields.ts";
import { type Call } from "./call.ts";
import { hostParams } from "./host.ts";
import {
  bucketOf,
  type SeriesBucket,
  seriesAnswerHas,
  seriesParameters,
  seriesShape,
} from "./series.ts";
import { listOf } from "./window-parameter.ts";

/** The host fields that have a series: what is sampled, and the share of memory. */
export const hostSeriesFieldIds = [...hostNumberFieldIds, "memory_percent"] as const;

const hostSeriesQuery = z.strictObject({
  ...seriesParameters,
  fields: listOf("ids of host fields that are measured", hostSeriesFieldIds)
    .prefault(
      "cpu_percent,memory_percent,load1,disk_read_bytes_per_sec,disk_write_bytes_per_sec,net_rx_bytes_per_sec,net_tx_bytes_per_sec",
    )
    .describe(
      "The [fields of a host](fields.md#hosts): those that are sampled as one number, and `memory_percent`.",
    ),
});

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

export const hostSeriesCall = {
  method: "GET",
  path: apiPaths.hostSeries,
  summary: "the figures of one host over time, in buckets of equal length",
  params: hostParams,
  query: hostSeriesQuery,
  answer: {
    schema: hostSeriesAnswer,
    list: "buckets",
    what: `The answer has \`host\`; ${seriesAnswerHas}; and \`buckets\`, each with \`time\`, \`samples\`, and under the id of each field the aggregates that were asked for.`,
  },
  examples: [{ params: { host: "web-07" }, query: { from: "-1d", step: "5m", agg: "avg,max" } }],
} as const satisfies Call;
