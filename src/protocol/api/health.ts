import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";

export const healthAnswer = z.object({
  status: z.literal("ok"),
  uptime_seconds: z.number(),
  hosts: z.object({ up: z.int(), late: z.int(), down: z.int() }),
  counters: z.record(z.string(), z.int()),
});

export const healthCall = {
  method: "GET",
  path: apiPaths.health,
  summary: "whether the hub is well, and what it counted",
  answer: {
    schema: healthAnswer,
    what: "The answer has `status`, `uptime_seconds`, `hosts` and `counters`. `status` is `ok`; `hosts` has the number of hosts that are `up`, `late`, `down`; `counters` has what the hub took, sent and dropped since it began.",
  },
  examples: [{}],
} as const satisfies Call;
