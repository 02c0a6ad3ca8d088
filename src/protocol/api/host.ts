import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { hostRow } from "../host-row.ts";
import { type Call } from "./call.ts";
import { host } from "./parameter.ts";

/** The path of calls about one host. */
export const hostParams = z.strictObject({ host: host.describe("The id of the host.") });

export const hostCall = {
  method: "GET",
  path: apiPaths.host,
  summary: "one host, with the figures of its last sample",
  params: hostParams,
  answer: {
    schema: z.object(hostRow.shape),
    what: `The answer has the keys that a host has in the answer of \`GET ${apiPaths.hosts}\`.`,
  },
  examples: [{ params: { host: "web-07" } }],
} as const satisfies Call;
