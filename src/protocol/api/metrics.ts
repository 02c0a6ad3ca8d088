import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { type Call } from "./call.ts";
import { hasOneHost, host, oneHost, oneOf } from "./parameter.ts";

const metricsQuery = z
  .strictObject({
    agent_id: host.optional().describe("Of this host only."),
    host: host.optional().describe("The same as `agent_id`."),
    per_pid: oneOf({ 0: false, 1: true })
      .prefault("0")
      .describe(
        "1 adds a series for each process and metric. A process that ends leaves its series behind in Prometheus: ask for it where processes are few and live long.",
      ),
  })
  .refine(hasOneHost, oneHost);

export const metricsCall = {
  method: "GET",
  path: apiPaths.metrics,
  summary: "the hub and its fleet as metrics for Prometheus",
  description:
    "Metrics of the hub itself begin with `procmon_hub_` and `process_`, those of a host with `procmon_host_`, those of process groups with `procmon_process_group_`; the rest of a name is that of the [field](fields.md). A group is all processes of one name on a host. The ten groups of a host with most CPU and the ten with most memory are told, all others together as one series without the label `group`: so the number of series has a bound, whatever programs call themselves. Of a host that is down only its state is told. Counters of groups begin when they are first scraped and only grow.",
  query: metricsQuery,
  answer: {
    type: "text/plain",
    what: "The answer is in the text format of Prometheus, version 0.0.4.",
  },
  examples: [{}, { query: { host: "web-07", per_pid: "1" } }],
} as const satisfies Call;
