import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type ProcessFieldId } from "../process-fields.ts";
import { type FieldValue, processRow } from "../process-row.ts";
import { type Call } from "./call.ts";
import { hasHost, hostParameters, moment, needsHost, wholeNumber } from "./parameter.ts";
import { ownersShape } from "./process-identity.ts";
import { processFieldList } from "./process-parameter.ts";
import { pidParameter } from "./window-parameter.ts";

export const pidParams = z.strictObject({ pid: pidParameter });

/** The moments that choose one of several owners of a pid. */
export const createTimeParameter = moment
  .optional()
  .describe(
    "Where the pid was used again: the `create_time` of the process that is meant, within a second. Without it, the newest.",
  );

/** The window of a history that names none. */
export const historyMinutes = 10;

export const historyQuery = z
  .strictObject({
    ...hostParameters,
    minutes: wholeNumber(1, 527_040)
      .optional()
      .describe(
        `The window: so many minutes up to \`to\`, ${historyMinutes} where \`from\` is not given either.`,
      ),
    from: moment.optional().describe("Begin of the window, in place of `minutes`."),
    to: moment.prefault("now").describe("End of the window."),
    create_time: createTimeParameter,
    fields: processFieldList
      .prefault(
        "cpu_percent,memory_rss,memory_percent,num_threads,open_fds,net_conns,read_bytes_per_sec,write_bytes_per_sec,status",
      )
      .describe("The [fields](fields.md) of each point, beside its time."),
    limit: wholeNumber(1, 100_000)
      .prefault("20000")
      .describe("Points to give at most, the newest of the window."),
  })
  .refine(hasHost, needsHost)
  .refine(({ minutes, from }) => minutes === undefined || from === undefined, {
    path: ["minutes"],
    error: "expected no minutes beside from",
  });

/** One raw sample of a process: its time, and the fields that were asked for. */
export type HistoryPoint = { time: number } & { [Id in ProcessFieldId]?: FieldValue };
const historyPoint = z.object({
  time: z.int().describe("When the sample was made, milliseconds since 1970."),
  ...z.object(processRow.shape).omit({ host: true }).partial().shape,
});

export const historyAnswer = z.object({
  host: z.string(),
  from: z.int().describe("Begin of the window, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970."),
  ...ownersShape,
  total: z.int().describe("Samples in the window, of which the newest `limit` are given."),
  points: z.array(historyPoint).describe("Oldest first."),
});

export const historyCall = {
  method: "GET",
  path: apiPaths.history,
  summary: "every sample of one process in a window of time",
  description:
    "A pid names a process only for a while: the kernel uses it again. The answer is of one process and says which, and which others had the pid in the window.",
  params: pidParams,
  query: historyQuery,
  answer: {
    schema: historyAnswer,
    list: "points",
    what: `The answer has \`host\`, \`from\` and \`to\`; \`process\`: whose history it is, with \`first_seen\` and \`last_seen\` in the window and whether it is still \`alive\`; \`others\`: further owners of the pid; \`total\`: ${historyAnswer.shape.total.description} Each of \`points\` has \`time\` and the fields that were asked for. A \`404\` says that nobody had the pid in the window.`,
  },
  examples: [
    { params: { pid: "4217" }, query: { agent_id: "web-07", minutes: "30" } },
    {
      params: { pid: "4217" },
      query: { host: "web-07", from: "-2h", to: "-1h", fields: "cpu_percent,memory_rss" },
    },
  ],
} as const satisfies Call;

export type HistoryAnswer = Omit<z.infer<typeof historyAnswer>, "points"> & {
  points: HistoryPoint[];
};
