import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { limits } from "../limits.ts";
import { type Call } from "./call.ts";
import { hasOneHost, host, oneHost, text } from "./parameter.ts";
import { processFieldList } from "./process-parameter.ts";

const streamQuery = z
  .strictObject({
    agent_id: host.optional().describe("Of this host only."),
    host: host.optional().describe("The same as `agent_id`."),
    q: text(0, limits.filterLength)
      .optional()
      .describe("Only processes that match this [filter](filter.md)."),
    fields: processFieldList
      .optional()
      .describe(
        "Only these [fields](fields.md), beside `pid` and `start`, and only their changes. Without it all fields, and all changes but that of `age`.",
      ),
  })
  .refine(hasOneHost, oneHost);

export const streamCall = {
  method: "GET",
  path: apiPaths.stream,
  summary: "what changes, as server-sent events, for those without WebSocket",
  description:
    "The answer does not end. First come `hosts` and one `sample` of each host with `whole` true; then, with each sample of a host, the processes that are new or changed. Each event has an id. A reader that is cut off and comes back within a minute with the header `Last-Event-ID`, as browsers and libraries do by themselves, gets the events that it missed; where they are not kept any more, `gap` says so and all begins anew. A comment line comes every 15 seconds. A reader that is too slow gets whole tables in place of the changes it missed; after 30 seconds it is sent away.",
  query: streamQuery,
  answer: {
    type: "text/event-stream",
    what: "Data of each event is one JSON object. `hosts`: `now` and `hosts`, all of them. `news`: `now`, `hosts` (those whose entry changed, and new ones) and `gone`, once a second at most. `sample`: `host`, `time`, `whole`, `processes` (in the units of the fields) and `left` (`pid`, `start`, `ended`: processes to be counted no more; `ended` is false for one that lives and matches no more). `event`: something that happened, as `GET /api/v1/events` has it. `gap`: `reason` and `last_event_id`. `end`: `reason`, before the hub closes.",
  },
  errors: ["PROCMON_FILTER_SYNTAX", "PROCMON_RATE_LIMITED"],
  examples: [{}, { query: { host: "web-07", q: "cpu > 20", fields: "name,cpu_percent" } }],
} as const satisfies Call;
