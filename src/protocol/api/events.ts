import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { limits } from "../limits.ts";
import { type Call } from "./call.ts";
import { type EventKind, event, eventKinds } from "./event.ts";
import { host, oneOf, parameter, text, wholeNumber } from "./parameter.ts";
import { listOf, windowParameters } from "./window-parameter.ts";

const kindIds = Object.keys(eventKinds) as EventKind[];

export const eventsQuery = z
  .strictObject({
    agent_id: host.optional().describe("Events of this host and its processes."),
    host: host.optional().describe("The same as `agent_id`."),
    ...windowParameters("-24h"),
    kind: listOf("kinds of events", kindIds)
      .optional()
      .describe("Events of these kinds, separated by commas. Without it, all."),
    pid: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .optional()
      .describe("Starts and exits of processes with this id."),
    name: text(1, 256)
      .optional()
      .describe("Starts and exits of processes with this in their name, in any letter case."),
    q: text(0, limits.filterLength)
      .optional()
      .describe(
        "Starts and exits of processes that meet a [filter](filter.md), with the values of the first sample at a start and of the last at an exit.",
      ),
    order: oneOf({ desc: "desc", asc: "asc" } as const)
      .prefault("desc")
      .describe("`desc`: newest first, `asc`: oldest first."),
    limit: wholeNumber(1, 10_000).prefault("100").describe("Events to give at most."),
    cursor: parameter("the next_cursor of an answer", (value) =>
      /^\d{15}(?::.{1,1000})?$/.test(value) ? { value } : undefined,
    )
      .optional()
      .describe("`next_cursor` of the answer before: what follows its last event."),
  })
  .refine(
    (query) =>
      query.agent_id === undefined || query.host === undefined || query.agent_id === query.host,
    {
      path: ["host"],
      error: "expected the same host as agent_id names",
    },
  );

export const eventsAnswer = z.object({
  from: z.int().describe("Begin of the window, milliseconds since 1970."),
  to: z.int().describe("End of the window, milliseconds since 1970."),
  next_cursor: z
    .string()
    .nullable()
    .describe(
      "For `cursor`, to get the events that follow; `null` at the end of the window. A page may have fewer events than `limit`, even none, where much had to be searched: go on with the cursor.",
    ),
  events: z.array(event),
});

const kindList = kindIds.map((id) => `- \`${id}\`: ${eventKinds[id]}`).join("\n");

export const eventsCall = {
  method: "GET",
  path: apiPaths.events,
  summary: "what happened: processes that began and ended, hosts that came and went",
  description: `All conditions hold together. Starts and exits are worked out from raw samples and go back as far as those are kept; a process that began and ended between two samples is in none. Events of hosts and of the hub are kept for themselves. Kinds of events:\n\n${kindList}`,
  query: eventsQuery,
  answer: {
    schema: eventsAnswer,
    list: "events",
    what: `The answer has \`from\`, \`to\`, \`next_cursor\` and \`events\`. Each event has \`id\`, which names it for good, \`time\`, \`kind\` and \`host\` (\`null\` where it concerns the hub). Of a process it has \`boot_id\`, \`pid\`, \`start\`, \`create_time\`, \`name\`, \`cmdline\` and \`username\`. A start is told at \`create_time\`, with \`ppid\` and \`first_seen\`. An exit happened between two samples, \`last_seen\`, at which it is told, and \`gone_at\` (\`null\`: not known); it has \`age\` in seconds, \`cpu_time\` and \`max_memory_rss\`, the highest of the last hour at most. Of a host, \`since\` says from when on it was late or down or what is missing begins, \`boot_time\` when it was started, \`by_ms\` how far its clock jumped, \`interval_ms\` and \`previous_interval_ms\` how its interval changed. ${eventsAnswer.shape.next_cursor.description}`,
  },
  errors: ["PROCMON_FILTER_SYNTAX"],
  examples: [
    { query: { host: "web-07", kind: "process_exit", name: "nginx", limit: "20" } },
    { query: { kind: "host_down,host_reboot", from: "-7d" } },
    { query: { q: "user = root and rss > 1 GiB", from: "2026-11-20T03:00:00Z", order: "asc" } },
  ],
} as const satisfies Call;
