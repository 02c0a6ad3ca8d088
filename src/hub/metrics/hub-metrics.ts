import { cpuUsage, memoryUsage } from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type Clock } from "../../protocol/effects.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { type HubCounters } from "../hub-counters.ts";
import { type StreamCounters } from "../live/stream/stream-session.ts";
import { createLoopDelay } from "./loop-delay.ts";

/** What parts of the hub tell of themselves, each read at the moment of the scrape. */
export interface HubGauges {
  /** Bytes in the log that are not yet in the archive. */
  readonly journalLogBytes?: number;
  /** Frames given up before they were on disk. */
  readonly journalLostFrames?: number;
  /** Whether the hub acknowledges nothing now. */
  readonly journalTrouble?: boolean;
  readonly isRecovering?: boolean;
  /** Bytes of recent history in memory. */
  readonly recentBytes?: number;
  readonly recentDroppedSamples?: number;
  /** Of server-sent events. */
  readonly streams?: Readonly<StreamCounters>;
}

export interface HubMetrics {
  /** One answer to an HTTP request. */
  observeRequest(request: {
    /** The path as the route table has it, so that the number of routes is bounded. */
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  text(): Promise<string>;
  close(): void;
}

const prefix = "procmon_hub_";
/** Seconds: from an answer out of memory to a question about months. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counters that are levels in truth. */
const levels: ReadonlySet<string> = new Set([
  "agents",
  "terminals",
] satisfies (keyof HubCounters)[]);

/** The hub's own metrics, in a registry of their own. */
export const createHubMetrics = (options: {
  counters: Readonly<HubCounters>;
  hosts: () => readonly HostEntry[];
  gauges: () => HubGauges;
  clock: Clock;
}): HubMetrics => {
  const { counters, clock } = options;
  const registry = new Registry();
  const registers = [registry];
  const loopDelay = createLoopDelay(clock);
  const startedAt = clock.now() / 1000;

  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    const metric = new Gauge({
      name,
      help,
      registers,
      collect: () => {
        const value = read();
        if (value === undefined || Number.isNaN(value)) metric.remove();
        else metric.set(value);
      },
    });
  };
  const counter = (name: string, help: string, read: () => number | undefined): void => {
    const metric = new Counter({
      name,
      help,
      registers,
      collect: () => {
        metric.reset();
        metric.inc(read() ?? 0);
      },
    });
  };

  for (const name of Object.keys(counters) as (keyof HubCounters)[]) {
    if (levels.has(name)) continue;
    const help = `${name.replaceAll("_", " ")} since the hub began, see healthz in docs/api.md.`;
    counter(`${prefix}${name}_total`, help, () => counters[name]);
  }
  gauge(`${prefix}connected_agents`, "Agents that are connected.", () => counters.agents);
  gauge(`${prefix}connected_terminals`, "Terminals that are connected.", () => counters.terminals);
  addHostStates(registers, options.hosts);
  gauge(
    `${prefix}ingest_lag_seconds`,
    "How much longer than its interval the most silent host that is up has said nothing.",
    () => lagOf(options.hosts(), clock.now()),
  );
  gauge(
    `${prefix}journal_log_bytes`,
    "Bytes in the log that are not yet in the archive.",
    () => options.gauges().journalLogBytes,
  );
  gauge(
    `${prefix}journal_trouble`,
    "1 while nothing is acknowledged because it cannot be written, as when the disk is full.",
    () => flag(options.gauges().journalTrouble),
  );
  counter(
    `${prefix}journal_lost_frames_total`,
    "Frames given up before they were on disk; their agents were not told that they are kept.",
    () => options.gauges().journalLostFrames,
  );
  gauge(
    `${prefix}connected_stream_readers`,
    "Readers of server-sent events.",
    () => options.gauges().streams?.readers,
  );
  counter(
    `${prefix}stream_events_total`,
    "Server-sent events, of all readers together.",
    () => options.gauges().streams?.events,
  );
  counter(
    `${prefix}stream_samples_dropped_total`,
    "Samples not sent to a reader of events that was too slow; a whole table made up for them.",
    () => options.gauges().streams?.dropped,
  );
  counter(
    `${prefix}stream_gaps_total`,
    "Readers of events that came back too late to get what they missed.",
    () => options.gauges().streams?.gaps,
  );
  gauge(`${prefix}recovering`, "1 while the log of an earlier run is read.", () =>
    flag(options.gauges().isRecovering),
  );
  gauge(
    `${prefix}recent_bytes`,
    "Bytes of recent history in memory.",
    () => options.gauges().recentBytes,
  );
  counter(
    `${prefix}recent_dropped_samples_total`,
    "Samples that recent history gave up early because of its bound on bytes.",
    () => options.gauges().recentDroppedSamples,
  );
  addLoopDelay(registers, () => loopDelay.last);
  gauge("process_start_time_seconds", "Start of the hub, seconds since 1970.", () => startedAt);
  gauge("process_resident_memory_bytes", "Resident memory of the hub.", () => memoryUsage().rss);
  gauge(
    `${prefix}heap_used_bytes`,
    "Memory in use by values of the program.",
    () => memoryUsage().heapUsed,
  );
  counter("process_cpu_seconds_total", "CPU time of the hub, user and system.", () => {
    const { user, system } = cpuUsage();
    return (user + system) / 1e6;
  });

  const durations = new Histogram({
    name: `${prefix}http_request_duration_seconds`,
    help: "Time from a request to the end of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: requestBuckets,
    registers,
  });

  return {
    observeRequest: ({ method, route, status, seconds }) =>
      durations.observe({ method, route, status: String(status) }, seconds),
    text: () => registry.metrics(),
    close: () => {
      loopDelay.close();
      registry.clear();
    },
  };
};

const flag = (value: boolean | undefined): number | undefined =>
  value === undefined ? undefined : value ? 1 : 0;

const addHostStates = (registers: Registry[], hosts: () => readonly HostEntry[]): void => {
  const metric = new Gauge({
    name: `${prefix}hosts`,
    help: "Hosts that are known, by state.",
    labelNames: ["state"],
    registers,
    collect: () => {
      const counts = { up: 0, late: 0, down: 0 };
      for (const { state } of hosts()) counts[state]++;
      for (const [state, count] of Object.entries(counts)) metric.set({ state }, count);
    },
  });
};

const addLoopDelay = (
  registers: Registry[],
  read: () => { readonly p50: number; readonly p99: number; readonly max: number },
): void => {
  const metric = new Gauge({
    name: `${prefix}event_loop_delay_seconds`,
    help: "How late the event loop was over the last 15 s; quantile 1 is the maximum.",
    labelNames: ["quantile"],
    registers,
    collect: () => {
      const { p50, p99, max } = read();
      for (const [quantile, value] of Object.entries({ "0.5": p50, "0.99": p99, "1": max }))
        if (!Number.isNaN(value)) metric.set({ quantile }, value);
    },
  });
};

const lagOf = (hosts: readonly HostEntry[], now: number): number =>
  hosts.reduce(
    (most, { state, last_seen, interval_ms }) =>
      state === "up" ? Math.max(most, (now - last_seen - interval_ms) / 1000) : most,
    0,
  );
