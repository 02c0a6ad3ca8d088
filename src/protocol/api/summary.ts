import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { hostPresence } from "../frame.ts";
import { type Call } from "./call.ts";
import { hasOneHost, host, oneHost, wholeNumber } from "./parameter.ts";

const summaryQuery = z
  .strictObject({
    agent_id: host.optional().describe("Of this host only."),
    host: host.optional().describe("The same as `agent_id`."),
    limit: wholeNumber(1, 1000)
      .prefault("10")
      .describe("Entries of each list at most; what is beyond is added up in `others`."),
    minutes: wholeNumber(0, 1440)
      .prefault("60")
      .describe("How far the trends reach back, as far as memory holds it. 0 leaves them out."),
  })
  .refine(hasOneHost, oneHost);

const level = z.number().nullable();
/** What some processes use together. */
const usage = {
  processes: z.int(),
  cpu_percent: level.describe("100 = one core."),
  memory_rss: level.describe("Bytes."),
  io_bytes_per_sec: level.describe("`read_bytes_per_sec` and `write_bytes_per_sec` together."),
};
const listOf = (key: z.ZodRawShape) =>
  z.object({
    entries: z.array(z.object({ ...key, ...usage })).describe("Most processes first."),
    others: z.object(usage).nullable().describe("All that are not listed; `null`: none."),
  });

const topProcess = z.object({
  host: z.string(),
  pid: z.int(),
  start: z.int(),
  name: z.string().nullable(),
  command: z.string().describe("Name of the program and its arguments."),
  username: z.string().nullable(),
  status: z.string().nullable(),
  cpu_percent: level,
  memory_rss: level,
  memory_percent: level,
  io_bytes_per_sec: level,
});

export const summaryAnswer = z.object({
  time: z.int().describe("The hub's clock, milliseconds since 1970."),
  hosts: z.object({ total: z.int(), up: z.int(), late: z.int(), down: z.int() }),
  totals: z
    .object({
      ...usage,
      cpu_count: level.describe("Logical processors."),
      host_cpu_percent: level.describe(
        "`cpu_percent` of the hosts, weighted by their processors; 100 = all cores of all hosts.",
      ),
      memory_total: level.describe("Bytes."),
      memory_used: level.describe("Bytes."),
      disk_bytes_per_sec: level,
      net_bytes_per_sec: level,
    })
    .describe("Of all hosts that are not down; `null` where none of them could tell."),
  by_status: z
    .record(z.string(), z.int())
    .describe("Processes by state letter; `?` where it could not be read."),
  by_user: listOf({ username: z.string().nullable() }),
  by_host: listOf({ host: z.string(), state: hostPresence }),
  top: z
    .object({
      cpu: z.array(topProcess),
      memory: z.array(topProcess),
      io: z.array(topProcess),
    })
    .describe("Who uses most now. A process that uses none is not listed."),
  trends: z
    .object({
      step_ms: z.int(),
      points: z
        .array(
          z.object({
            time: z.int().describe("Begin of the step, milliseconds since 1970."),
            hosts: z.int().describe("Hosts with a sample in it, of which the others are the sums."),
            processes: level,
            cpu_percent: level.describe("Of all processes; 100 = one core."),
            memory_rss: level,
          }),
        )
        .describe("Averages of each step, oldest first; steps without a sample left out."),
    })
    .nullable()
    .describe("`null` where nothing of the past is in memory, or none was asked for."),
});
export type SummaryAnswer = z.infer<typeof summaryAnswer>;

export const summaryCall = {
  method: "GET",
  path: apiPaths.summary,
  summary: "who uses what, at a glance: counts, totals, top processes and trends",
  description:
    "Hosts that are down are counted, and nothing else of them: what they said before is no answer to how they do.",
  query: summaryQuery,
  answer: {
    schema: summaryAnswer,
    what: "The answer has `time`, `hosts`, `totals`, `by_status`, `by_user`, `by_host`, `top` and `trends`. `top` has `cpu`, `memory` and `io`: the processes that use most. `trends` has a point for each step of `step_ms`. A sum is of the values that could be read, and `null` where none could.",
  },
  examples: [{}, { query: { limit: "5", minutes: "15" } }],
} as const satisfies Call;
