import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { limits } from "../limits.ts";
import { processRow } from "../process-row.ts";
import { type Call } from "./call.ts";
import { hasOneOrder, oneOrder } from "./order.ts";
import { host, moment, percent, text, wholeNumber } from "./parameter.ts";
import { processFieldList, processOrder, processStatus } from "./process-parameter.ts";

/** Characters of a cursor: a sort key of 256 three-byte characters and two ids, in base64. */
const cursorLength = 2048;

/** All conditions hold together. */
export const processesQuery = z
  .strictObject({
    agent_id: host.optional().describe("Processes of this host."),
    host: host.optional().describe("The same as `agent_id`."),
    name: text(1, 256).optional().describe("Part of the name, in any letter case."),
    pid: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe("The process id."),
    status: processStatus.optional().describe("The state of the process."),
    cpu_gt: percent.optional().describe("`cpu_percent` above this; 100 = one core."),
    mem_gt: percent.optional().describe("`memory_percent` above this."),
    port: wholeNumber(0, 65_535).optional().describe("Listens on this port."),
    user: text(1, 256).optional().describe("The user name, exactly."),
    q: text(0, limits.filterLength).optional().describe("A [filter](filter.md)."),
    at: moment
      .optional()
      .describe(
        "The processes at this moment, from the last sample at or before it. Without it, those of now.",
      ),
    ...processOrder,
    limit: wholeNumber(0, 1_000_000).prefault("1000").describe("Processes to give at most."),
    offset: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .prefault("0")
      .describe("Processes to pass over first, in the order of `sort`."),
    cursor: text(1, cursorLength)
      .optional()
      .describe(
        "`next_cursor` of the answer before: what follows its last process. In place of `offset`.",
      ),
    fields: processFieldList
      .optional()
      .describe("Only these [fields](fields.md), and `host`. Without it, all."),
  })
  .refine(hasOneOrder, oneOrder)
  .refine(({ cursor, offset }) => cursor === undefined || offset === 0, {
    path: ["offset"],
    error: "expected no offset beside a cursor",
  });
export type ProcessesQuery = z.output<typeof processesQuery>;

export const processesAnswer = z.object({
  total: z.int().describe("The processes that match, on this page and all others."),
  next_cursor: z
    .string()
    .nullable()
    .describe("For `cursor`, to get the processes that follow; `null` where none do."),
  at: z.int().optional().describe("The moment, milliseconds since 1970, where one was asked for."),
  samples: z
    .array(z.object({ host: z.string(), time: z.int() }))
    .optional()
    .describe(
      "With `at`: the hosts whose processes there are, and when the sample was made that they are from.",
    ),
  absent: z
    .array(z.string())
    .optional()
    .describe(
      "With `at`: hosts of which no sample is kept that was made within a minute, or three intervals, before it.",
    ),
  processes: z.array(z.object(processRow.shape).partial().required({ host: true })),
});

export const processesCall = {
  method: "GET",
  path: apiPaths.processes,
  summary: "the processes of all hosts or of one: filtered, sorted, paged",
  description: "All conditions hold together.",
  query: processesQuery,
  answer: {
    schema: processesAnswer,
    list: "processes",
    what: `The answer has \`total\`, \`next_cursor\` and \`processes\`. \`total\`: ${processesAnswer.shape.total.description} Each process has \`host\` and the [fields of a process](fields.md#processes), or those that were asked for, under their ids. With \`at\`, \`samples\` says of each host when its sample was made, and \`absent\` which hosts had none then. Processes that are equal in \`sort\` come by host, pid and start; of texts the first 256 characters count.`,
  },
  examples: [
    {
      query: {
        user: "www-data",
        sort: "-memory_rss",
        limit: "5",
        fields: "pid,name,memory_rss",
      },
    },
    { query: { q: "cpu > 50 or rss > 1 GiB", limit: "20" } },
    { query: { host: "web-07", at: "2026-11-20T03:12:00Z", limit: "10" } },
  ],
} as const satisfies Call;
