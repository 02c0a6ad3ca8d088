import { hostFieldNumber } from "../../protocol/host-state.ts";
import { computeUptime } from "../../protocol/uptime.ts";
import { type Fleet } from "./fleet.ts";
import { type FleetHost } from "./fleet-host.ts";
import { type Health, healthOf, healthOrder } from "./health.ts";
import { HostSummaries, type HostSummary } from "./host-summary.ts";
import { IndexSorter } from "./index-sorter.ts";

/** What hosts can be ordered by. */
export const hostSortFields = [
  "state",
  "host",
  "cpu",
  "memory",
  "load",
  "processes",
  "age",
  "swap",
  "cpus",
  "uptime",
] as const;
export type HostSortField = (typeof hostSortFields)[number];

export interface HostSort {
  readonly field: HostSortField;
  readonly descending: boolean;
}

export const hostSortTitles: Readonly<Record<HostSortField, string>> = {
  state: "STATE",
  host: "HOST",
  cpu: "CPU%",
  memory: "MEM%",
  load: "LOAD/CPU",
  processes: "PROC",
  age: "AGE",
  swap: "SWAP",
  cpus: "CPUS",
  uptime: "UP",
};

export interface HostsView {
  readonly rows: readonly FleetHost[];
  /** How many hosts are in each state, of the whole fleet. */
  readonly counts: Readonly<Record<Health, number>>;
  readonly total: number;
  /** `text`: hosts whose id or own name contains it, in any letter case. */
  arrange(arrangement: {
    readonly fleet: Fleet;
    readonly text: string;
    readonly sort: HostSort;
    readonly monotonic: number;
  }): void;
  healthAt(row: number): Health;
  summaryAt(row: number): HostSummary;
  readonly identityAt: (row: number) => string | null;
  readonly indexOfIdentity: (host: string) => number;
}

/** The rows of the hosts overview. Hosts that are down stand last, whatever the order. */
export const createHostsView = (): HostsView => {
  const summaries = new HostSummaries();
  const sorter = new IndexSorter();
  let rows: FleetHost[] = [];
  let healths: Health[] = [];
  let total = 0;
  const counts: Record<Health, number> = { down: 0, stale: 0, crit: 0, warn: 0, ok: 0 };

  return {
    get rows() {
      return rows;
    },
    counts,
    get total() {
      return total;
    },
    arrange: ({ fleet, text, sort, monotonic }) => {
      const wanted = text.trim().toLowerCase();
      const found: FleetHost[] = [];
      const foundHealth: Health[] = [];
      total = fleet.hosts.length;
      for (const health of healthOrder) counts[health] = 0;
      for (const host of fleet.hosts) {
        const health = healthOf(host, summaries.of(host), monotonic);
        counts[health]++;
        if (wanted !== "" && !nameOf(host).includes(wanted)) continue;
        found.push(host);
        foundHealth.push(health);
      }
      const keys = Float64Array.from(found, (host, i) =>
        foundHealth[i] === "down" && sort.field !== "host"
          ? Number.NaN
          : keyOf(host, summaries.of(host), i, foundHealth[i] as Health, sort, monotonic),
      );
      const order = new Int32Array(found.length);
      sorter.sort(keys, found.length, sort.descending, order);
      rows = Array.from(order, (i) => found[i] as FleetHost);
      healths = Array.from(order, (i) => foundHealth[i] as Health);
    },
    healthAt: (row) => healths[row] ?? "stale",
    summaryAt: (row) => summaries.of(rows[row] as FleetHost),
    identityAt: (row) => rows[row]?.host ?? null,
    indexOfIdentity: (identity) => rows.findIndex(({ host }) => host === identity),
  };
};

const nameOf = ({ host, facts }: FleetHost): string => `${host} ${facts.hostname}`.toLowerCase();

const keyOf = (
  host: FleetHost,
  summary: HostSummary,
  index: number,
  health: Health,
  { field }: HostSort,
  monotonic: number,
): number => {
  switch (field) {
    case "state":
      return healthOrder.length - healthOrder.indexOf(health);
    case "host":
      return index;
    case "cpu":
      return summary.cpu;
    case "memory":
      return summary.memory;
    case "load":
      return summary.loadPerCore;
    case "processes":
      return summary.processes;
    case "age":
      return monotonic - host.seenAt;
    case "swap":
      return host.state.values[swapNumber] as number;
    case "cpus":
      return host.facts.cpu_count ?? Number.NaN;
    case "uptime":
      return computeUptime(host.state, host.facts) ?? Number.NaN;
  }
};

const swapNumber = hostFieldNumber("swap_used");
