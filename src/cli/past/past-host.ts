import { apiPaths } from "../../protocol/api-paths.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { hostFacts } from "../../protocol/host-facts.ts";
import { hostFields, hostNumberFieldIds } from "../../protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../protocol/host-state.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { askAnswer } from "./ask-answer.ts";
import { type HubClient } from "./ask-hub.ts";
import { fillTable } from "./fill-table.ts";
import { type KnownHost } from "./known-hosts.ts";
import { allProcesses, askProcesses, type PastRow } from "./past-rows.ts";
import { hostSeriesSchema } from "./series-rows.ts";

/** A host as it was at a moment. */
export interface PastHost {
  readonly entry: HostEntry;
  readonly state: HostState;
  /** Keys of its row that are not known of that time. */
  readonly unknown: readonly string[];
}

/** Asks for the processes of a host at a moment, these fields of each or all, and for its own figures then. */
export const readPastHost = async (
  client: HubClient,
  {
    host,
    time,
    at,
    known,
    fields,
  }: {
    host: string;
    /** When the sample was made. */
    time: number;
    at: number;
    known: KnownHost | undefined;
    fields?: readonly ProcessFieldId[];
  },
): Promise<PastHost> => {
  const rows = { host, at, limit: allProcesses, sort: "pid", fields: fields?.join(",") };
  const { processes } = await askProcesses(client, rows);
  // One bucket that ends with the sample: its last values are those of the sample.
  const bucket = { from: time, to: time + 1, step: "1s", agg: "last" };
  const figures = await askAnswer(
    client,
    {
      path: apiPaths.hostSeries,
      params: { host },
      query: { ...bucket, fields: hostNumberFieldIds.join(",") },
    },
    hostSeriesSchema,
  );
  const past = pastHostOf(host, time, known, processes);
  const last = figures.buckets.at(-1) as Figures | undefined;
  for (const id of hostNumberFieldIds) {
    const value = last?.[id]?.last;
    past.state.values[hostFieldNumber(id)] =
      typeof value === "number" ? Math.round(value / hostFields[id].resolution) : Number.NaN;
  }
  return past;
};

type Figures = Readonly<Record<string, { readonly last?: unknown } | undefined>>;

/** A host with these processes, its own figures not known. */
export const pastHostOf = (
  host: string,
  time: number,
  known: KnownHost | undefined,
  rows: readonly PastRow[],
): PastHost => {
  const state = new HostState(Math.max(1, rows.length));
  state.time = time;
  fillTable(state.processes, rows);
  const { facts, unknown } = factsAt(host, known, bootTimeOf(rows));
  const entry: HostEntry = {
    host,
    state: "up",
    interval_ms: known?.interval_ms ?? 0,
    first_seen: known?.first_seen ?? 0,
    last_seen: time,
    clock_skew_ms: known?.clock_skew_ms ?? 0,
    facts,
  };
  return { entry, state, unknown };
};

const bootTimeOf = (rows: readonly PastRow[]): number | undefined => {
  for (const { create_time: created, start } of rows)
    if (typeof created === "number" && typeof start === "number") return created - start;
  return undefined;
};

/** /proc/stat btime of one boot differs by a second from time to time. */
const sameBootMs = 5_000;

/** The facts that the hub has of the host now; of another boot, which one that was is not known. */
const factsAt = (
  host: string,
  known: KnownHost | undefined,
  bootTime: number | undefined,
): { facts: HostEntry["facts"]; unknown: readonly string[] } => {
  if (known === undefined) {
    const facts = { ...noFacts, hostname: host, boot_time: bootTime ?? 0 };
    return { facts, unknown: [...factKeys, "interval_ms", "first_seen", "clock_skew_ms"] };
  }
  const facts = Object.fromEntries(
    Object.keys(hostFacts.shape).map((key) => [key, known[key as keyof KnownHost]]),
  ) as HostEntry["facts"];
  const boot = bootTime ?? known.boot_time ?? 0;
  const isSameBoot = Math.abs(boot - (known.boot_time ?? 0)) <= sameBootMs;
  return { facts: { ...facts, boot_time: boot }, unknown: isSameBoot ? [] : ["boot_id"] };
};

const factKeys = Object.keys(hostFacts.shape).filter((key) => key !== "boot_time");

const noFacts: HostEntry["facts"] = {
  hostname: "",
  platform: "",
  os_name: null,
  os_version: null,
  kernel: null,
  arch: "",
  cpu_model: null,
  cpu_count: null,
  memory_total: null,
  boot_time: 0,
  boot_id: "",
  agent_version: "",
  source: "procfs",
};
