import { z } from "zod";
import { processIdentity } from "./process-identity.ts";
import { resolutionParts } from "./resolution.ts";

/** What rows of a top list stand for. */
export const topGroups = ["process", "name", "user", "host", "cgroup", "container"] as const;
export type TopGroup = (typeof topGroups)[number];

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
