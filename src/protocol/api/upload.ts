import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { hostFacts } from "../host-facts.ts";
import { hostFields, hostNumberFieldIds } from "../host-fields.ts";
import { processRow } from "../process-row.ts";
import { type Call } from "./call.ts";
import { host } from "./parameter.ts";

/** Bytes of a body, as it was sent and again once it is decompressed. */
export const uploadBytes = 16 * 1024 * 1024;

const uploadParams = z.strictObject({
  agent_id: host.describe("What the host is to be called."),
});

const time = z.union([z.number(), z.string()]);

/** What a body looks like. The hub checks rows by the catalogue of fields itself, and lists what is wrong. */
export const uploadBody = z.object({
  agent_id: z.string().describe("As in the path."),
  interval_s: z
    .number()
    .min(0.1)
    .max(3600)
    .describe("Seconds until the next batch. The host is late when none comes for three."),
  time: time
    .optional()
    .describe(
      "When the sample was made: milliseconds since 1970 or ISO 8601. Without it, now. One more than 10 minutes from the hub's clock, either way, is refused: leave it out or correct the clock. A batch of the same time is taken once.",
    ),
  hostname: z.string().optional().describe("The name the host gives itself."),
  facts: z
    .object({ ...hostFacts.shape, boot_time: time })
    .omit({ source: true })
    .partial()
    .optional()
    .describe("[Facts of the host](fields.md#facts-of-a-host); what one batch said stays known."),
  system: z
    .object(
      Object.fromEntries(
        hostNumberFieldIds.map((id) => [
          id,
          z.number().nullable().optional().describe(hostFields[id].description),
        ]),
      ),
    )
    .optional()
    .describe("[Fields of the host](fields.md#hosts) in their units."),
  samples: z
    .array(
      z
        .object({
          ...processRow.shape,
          cmdline: z.union([z.string(), z.array(z.string())]).nullable(),
          status: z.string().nullable().describe("A state letter, or its word as `ps` has it."),
          create_time: time.nullable(),
        })
        .omit({ host: true })
        .partial()
        .required({ pid: true }),
    )
    .describe(
      "All processes of the host: one that was in the batch before and is not in this one has ended.",
    ),
});

export const uploadAnswer = z.object({
  host: z.string().describe("As in the path."),
  time: z.int().describe("Of the sample, milliseconds since 1970."),
  accepted: z.int().describe("Processes that were taken."),
  started: z.int().describe("Of these, those that were not there before."),
  ended: z.int().describe("Processes that were there before and are no more."),
  is_repeat: z.boolean().describe("A batch of the same time was taken before; `accepted` is 0."),
  ignored: z.array(z.string()).describe("Names of fields that there are not, the first 20."),
});
export type UploadAnswer = z.infer<typeof uploadAnswer>;

export const uploadCall = {
  method: "POST",
  path: apiPaths.upload,
  summary: "takes the processes of a host from anything that speaks HTTP",
  description: [
    "For hosts without an agent. Each batch is the whole table of one moment; each row has a `pid` and any of the [fields of a process](fields.md#processes) in their units. What is left out or `null` could not be read. A host that is not known appears, with what is known of it.",
    `The keys of the body:\n\n${Object.entries(uploadBody.shape)
      .map(([key, schema]) => `- \`${key}\`: ${schema.description}`)
      .join("\n")}`,
    "Where a row has no `create_time`, a process begins when it is first seen, and a `pid` whose `name` changes is a new process. `memory_percent` is kept as a share of `facts.memory_total`; where no batch tells that, it follows from a row that has `memory_rss` too. Rates follow from their counters (`cpu_percent` from `cpu_time`) where a row has both.",
    "The body may be compressed: `Content-Encoding: gzip`, `deflate` or `zstd`. It holds at most 20,000 processes, 1,290,000 values, 10,000 keys that differ, and 200 keys in the body itself, in `facts` and in `system`. Secrets in a command line are masked as the agent masks them, before anything is kept; then it is cut at 4096 characters. The answer comes once the batch is on disk, after a second at most. Where an agent is connected under the same id, the batch is refused; an agent that connects takes the place of uploads.",
  ].join("\n\n"),
  params: uploadParams,
  body: {
    schema: uploadBody,
    what: "the processes of the host as JSON",
    maxBytes: uploadBytes,
  },
  answer: {
    status: 202,
    schema: uploadAnswer,
    what: "The answer counts what was taken. A batch with a wrong row is refused as a whole with 422: `errors` of the problem lists the first ten wrong places, each with `index` (of the row in `samples`, or `null`), `field` and `problem`.",
  },
  errors: [
    "PROCMON_BATCH_INVALID",
    "PROCMON_BODY_UNREADABLE",
    "PROCMON_FRAME_TOO_LARGE",
    "PROCMON_HOST_TAKEN",
    "PROCMON_MEDIA_TYPE",
    "PROCMON_NOT_KEPT",
    "PROCMON_RATE_LIMITED",
    "PROCMON_TOO_MANY_HOSTS",
  ],
  examples: [
    {
      params: { agent_id: "web-09" },
      body: '{"agent_id":"web-09","interval_s":5,"samples":[{"pid":4242,"ppid":1,"name":"postgres","cmdline":["postgres:","writer"],"username":"pg","status":"R","cpu_percent":41.5,"memory_rss":210000000}]}',
    },
  ],
} as const satisfies Call;
