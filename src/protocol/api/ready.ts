import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";

export const readyAnswer = z.object({
  status: z.enum(["ok", "unavailable"]),
  reasons: z
    .array(z.object({ code: z.string(), detail: z.string() }))
    .describe("Why it is not ready; empty where it is."),
});
export type ReadyAnswer = z.infer<typeof readyAnswer>;

export const readyCall = {
  method: "GET",
  path: apiPaths.ready,
  summary: "whether the hub can take and keep samples now",
  description:
    "For a load balancer or a supervisor: 200 where it can, 503 where it cannot. It answers requests and shows what comes in either case.",
  answer: {
    schema: readyAnswer,
    what: "The answer has `status`, `ok` (200) or `unavailable` (503), and `reasons`, each with `code` and `detail`: `recovering`, the log of an earlier run is being read; `journal`, samples cannot be written, as when the disk is full, and none is acknowledged until they can; `ending`, the hub was told to end.",
  },
  examples: [{}],
} as const satisfies Call;
