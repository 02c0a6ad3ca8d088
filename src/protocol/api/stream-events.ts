import * as z from "zod";
import { hostEntry } from "../frame.ts";
import { type FieldValue, processRow } from "../process-row.ts";

/** Data of `event: hosts`. */
export const streamHosts = z.object({
  now: z.int().describe("The hub's clock, milliseconds since 1970."),
  hosts: z.array(hostEntry).describe("All hosts, or the one that was asked for."),
});

/** Data of `event: news`. */
export const streamNews = z.object({
  now: z.int().describe("The hub's clock, milliseconds since 1970."),
  hosts: z.array(hostEntry).describe("Hosts whose entry changed, and new ones."),
  gone: z.array(z.string()).describe("Hosts that are known no more."),
});

/** Data of `event: sample`. */
export const streamSample = z.object({
  host: z.string(),
  time: z.int().describe("When the sample was made, milliseconds since 1970."),
  whole: z
    .boolean()
    .describe(
      "Whether `processes` are all that match: whatever was known of the host before is void.",
    ),
  processes: z
    .array(z.object(processRow.shape).partial().required({ pid: true, start: true }))
    .describe("Processes that are new or of which a field changed, each with all its fields."),
  left: z
    .array(
      z.object({
        pid: z.int(),
        start: z.int(),
        ended: z.boolean().describe("false: it lives, and matches no more."),
      }),
    )
    .describe("Processes that were told of and are not to be counted any more."),
});
export type StreamSample = Omit<z.infer<typeof streamSample>, "processes"> & {
  readonly processes: readonly Readonly<Record<string, FieldValue>>[];
};

/** Data of `event: gap`: events between those that were received and those that follow are lost. */
export const streamGap = z.object({
  reason: z.string(),
  last_event_id: z.string().describe("As the reader sent it."),
});

/** Data of `event: end`, the last one before the hub closes. */
export const streamEnd = z.object({ reason: z.string() });
