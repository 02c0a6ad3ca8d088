import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";
import { hostParams } from "./host.ts";
import { wholeNumber } from "./parameter.ts";
import { resolutionParts } from "./resolution.ts";
import { duration, windowParameters } from "./window-parameter.ts";

export const snapshotsQuery = z.strictObject({
  ...windowParameters("-1h"),
  step: duration
    .optional()
    .describe(
      "Averages over buckets of this length, such as `1m`. Without it, every sample, and where raw samples are deleted already, every bucket of the finest tier that is left.",
    ),
  limit: wholeNumber(1, 100_000)
    .prefault("1000")
    .describe("Snapshots to give at most, the newest of the window."),
});

const snapshot = z.object({
  time: z
    .int()
    .describe("When the sample was made, or the bucket begins, milliseconds since 1970."),
  total_processes: z
    .number()
    .nullable()
    .describe("Processes. Of buckets the mean; those too short for a tier are left out there."),
  total_cpu_percent: z
    .number()
    .nullable()
    .describe("Sum of `cpu_percent` over the processes; 100 = one core."),
  total_memory_mb: z
    .number()
    .nullable()
    .describe("Sum of `memory_rss` over the processes, in MiB (1,048,576 bytes)."),
  system_cpu_percent: z
    .number()
    .nullable()
    .describe("CPU time in use of the whole host; 100 = all cores."),
  system_memory_percent: z.number().nullable().describe("Memory in use of the whole host."),
});
export type Snapshot = z.infer<typeof snapshot>;

export const snapshotsAnswer = z.object({
  host: z.string(),
  from: z.int().describe("Begin of the window, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970."),
  step_ms: z
    .int()
    .nullable()
    .describe("Length of the buckets in milliseconds; null without `step`."),
  resolution: resolutionParts,
  snapshots: z.array(snapshot).describe("Oldest first."),
});
export type SnapshotsAnswer = z.infer<typeof snapshotsAnswer>;

export const snapshotsCall = {
  method: "GET",
  path: apiPaths.snapshots,
  summary: "what all processes of one host used together, over time",
  params: hostParams,
  query: snapshotsQuery,
  answer: {
    schema: snapshotsAnswer,
    list: "snapshots",
    what: "The answer has `host`, `from`, `to`, `step_ms`; `resolution`: what each part of the window was read from; and `snapshots`, oldest first, each with `time`, `total_processes`, `total_cpu_percent` (100 = one core), `total_memory_mb` (MiB), `system_cpu_percent` (100 = all cores) and `system_memory_percent`. What is not known is `null`.",
  },
  examples: [
    { params: { host: "web-07" }, query: { from: "-10m" } },
    { params: { host: "web-07" }, query: { from: "-7d", step: "1h" } },
  ],
} as const satisfies Call;
