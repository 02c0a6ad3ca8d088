import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { processFieldNamed } from "../process-fields.ts";
import { type Call } from "./call.ts";
import { host, needsHost, oneOf, wholeNumber } from "./parameter.ts";
import { processIdentity } from "./process-identity.ts";
import { resolutionParts } from "./resolution.ts";
import { seriesFieldIds } from "./series.ts";
import { measuredField, windowParameters } from "./window-parameter.ts";

/** What rows of a top list stand for. */
const topGroups = ["process", "name", "user", "host", "cgroup", "container"] as const;
export type TopGroup = (typeof topGroups)[number];

const topQuery = z
  .strictObject({
    agent_id: host.optional().describe("Processes of this host. Without it, of all hosts."),
    host: host.optional().describe("The same as `agent_id`."),
    by: measuredField(seriesFieldIds, processFieldNamed)
      .prefault("cpu_percent")
      .describe(
        `What is ranked: of ${seriesFieldIds.map((id) => `\`${id}\``).join(", ")}. CPU and disk rank by what was used in the window, their rates and their counters alike; what is a level ranks by its average or maximum.`,
      ),
    ...windowParameters("-1h"),
    group: oneOf(
      Object.fromEntries(topGroups.map((id) => [id, id])) as { [Id in TopGroup]: TopGroup },
    )
      .prefault("process")
      .describe("What a row stands for: the processes that have this in common."),
    agg: oneOf({ avg: "avg", max: "max" } as const)
      .prefault("avg")
      .describe(
        "How a level is ranked: by its average over the window, in which who was not there counts as 0, or by its maximum.",
      ),
    limit: wholeNumber(1, 1000).prefault("20").describe("Rows to give at most."),
  })
  .refine(
    ({ agent_id, host: other }) =>
      agent_id === undefined || other === undefined || agent_id === other,
    needsHost,
  );

const identity = z
  .object(processIdentity.shape)
  .omit({ host: true })
  .extend({ boot_id: z.string().nullable(), pid: z.int().nullable() })
  .extend({ start: z.int().nullable(), create_time: z.int().nullable() });

const topRow = z.object({
  key: z
    .string()
    .nullable()
    .describe(
      "What the row is grouped by; of a process its name. null where it could not be read, or where only the sum of short-lived processes was kept.",
    ),
  host: z.string().nullable().describe("The host, where all of it is on one."),
  ...identity.shape,
  hosts: z.int().describe("Hosts that it is on."),
  processes: z.int().describe("Processes in it."),
  increase: z
    .number()
    .nullable()
    .describe("What was used in the window, in the unit of `increase_of`; null for a gauge."),
  average: z.number().nullable().describe("Average over the window covered, in the unit of `by`."),
  max: z
    .number()
    .nullable()
    .describe("Highest sum on one host at one sample (of a tier: in one bucket); of gauges only."),
  share: z.number().nullable().describe("Percent of what all processes together used."),
});
export type TopRow = z.infer<typeof topRow>;

export const topAnswer = z.object({
  from: z.int().describe("Begin of the window, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970."),
  covered_from: z.int().nullable().describe("The first sample in the window, of all hosts."),
  covered_to: z.int().nullable().describe("The last sample in the window, of all hosts."),
  by: z.string(),
  increase_of: z.string().nullable().describe("The counter whose increase is ranked."),
  group: z.enum(topGroups),
  resolution: resolutionParts.describe(
    "What the parts of the window were read from, of the host whose past is kept longest.",
  ),
  hosts: z.int().describe("Hosts with a sample in the window."),
  absent: z.array(z.string()).describe("Hosts without one, at most 1000."),
  total: z
    .number()
    .nullable()
    .describe("Of all processes together: the sum of `increase`, or of `average` for a gauge."),
  dropped: z
    .int()
    .describe("Groups given up because there were too many: they count in `total` only."),
  rows: z.array(topRow).describe("Highest first."),
});
export type TopAnswer = z.infer<typeof topAnswer>;

export const topCall = {
  method: "GET",
  path: apiPaths.top,
  summary: "who used most of the CPU, memory, disk in a window of time, on one host or all",
  description:
    "Short-lived processes count. Where they are kept no longer one by one, the sum of those of a name is one row without a pid.",
  query: topQuery,
  answer: {
    schema: topAnswer,
    list: "rows",
    what: "The answer has `from`, `to`; `covered_from`, `covered_to`: the first and the last sample really there; `by`, `increase_of`, `group`; `resolution`; `hosts`, `absent`; `total`, `dropped`; and `rows`. Each row has its `key` and, of `group=process`, whose it is (`host`, `boot_id`, `pid`, `start`, `create_time`, `name`, `cmdline`, `username`); `hosts` and `processes` in it; `increase`: CPU seconds or bytes used in the window; `average` in the unit of `by`; of levels `max`; and `share`: percent of `total`.",
  },
  examples: [
    { query: { from: "-15m" } },
    { query: { by: "memory_rss", agg: "max", from: "-1d", group: "user" } },
    {
      query: {
        by: "write_bytes",
        host: "db-01",
        from: "2026-11-20T03:00:00Z",
        to: "2026-11-20T03:30:00Z",
        group: "name",
        limit: "5",
      },
    },
  ],
} as const satisfies Call;
