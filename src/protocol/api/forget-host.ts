import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";
import { hostParams } from "./host.ts";

export const forgetHostCall = {
  method: "DELETE",
  path: apiPaths.host,
  summary: "forgets a host, its processes and its history",
  description:
    "What is forgotten cannot be brought back. It is refused while an agent of the host is connected: end that one first.",
  params: hostParams,
  answer: { status: 204, what: "The answer has no body." },
  errors: ["PROCMON_HOST_CONNECTED"],
  examples: [{ params: { host: "web-07" } }],
} as const satisfies Call;
