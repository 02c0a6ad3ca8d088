import * as z from "zod";
import { apiPaths } from "../api-paths.ts";
import { hostRow } from "../host-row.ts";
import { type Call } from "./call.ts";
import { fieldOf, hasOneOrder, oneOrder, orderParameters } from "./order.ts";
import { oneOf, wholeNumber } from "./parameter.ts";

const notSorted = ["core_percents", "mounts", "top_process"];
const keys = Object.keys(hostRow.shape) as (keyof typeof hostRow.shape)[];
const hostSortIds = keys.filter((id) => !notSorted.includes(id));

const hostsQuery = z
  .strictObject({
    state: oneOf({ up: "up", late: "late", down: "down" } as const)
      .optional()
      .describe("Hosts in this state."),
    ...orderParameters("a key of the answer that is one value", fieldOf(hostSortIds), {
      first: "host",
      what: "The key of a host in the answer to sort by.",
    }),
    limit: wholeNumber(0, 20_000).prefault("20000").describe("Hosts to give at most."),
    offset: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .prefault("0")
      .describe("Hosts to pass over first, in the order of `sort`."),
  })
  .refine(hasOneOrder, oneOrder);
export type HostsQuery = z.output<typeof hostsQuery>;

export const hostsAnswer = z.object({
  total: z.int().describe("The hosts that match, of which `limit` are given from `offset` on."),
  hosts: z.array(hostRow),
});

export const hostsCall = {
  method: "GET",
  path: apiPaths.hosts,
  summary: "all hosts, with the figures of their last sample",
  query: hostsQuery,
  answer: {
    schema: hostsAnswer,
    list: "hosts",
    what: "The answer has `total` and `hosts`: of each host its id (`host`), its `state` (`up`, `late`, `down`), `interval_ms`, `first_seen`, `last_seen` and `clock_skew_ms`; then the [facts](fields.md#facts-of-a-host) and [fields of a host](fields.md#hosts); last `top_process`, the process with the highest `cpu_percent` (`pid`, `command`, `cpu_percent`), or `null`.",
  },
  examples: [{}, { query: { state: "up", sort: "-cpu_percent", limit: "10" } }],
} as const satisfies Call;
