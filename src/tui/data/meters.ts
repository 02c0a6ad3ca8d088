import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { hostFieldNumber } from "../../protocol/host-state.ts";
import { type FleetHost } from "./fleet-host.ts";

/** The figures above the process table, of one host or of several together. NaN where unknown. */
export interface Meters {
  /** How many hosts they are of. */
  readonly hosts: number;
  /** Percent of all cores. */
  readonly cpu: number;
  readonly cpuUser: number;
  readonly cpuSystem: number;
  readonly cpuIowait: number;
  readonly cpuSteal: number;
  /** Bytes. */
  readonly memoryUsed: number;
  readonly memoryTotal: number;
  readonly swapUsed: number;
  readonly swapTotal: number;
  /** Of one host; NaN for several, whose loads do not add up. */
  readonly load1: number;
  readonly load5: number;
  readonly load15: number;
  readonly processes: number;
  readonly running: number;
  /** Whole percents of each core of one host; null for a core that is offline. */
  readonly cores: readonly (number | null)[];
}

/** Hosts without a table do not count. CPU shares of several hosts are weighted by their processors. */
export const metersOf = (hosts: readonly FleetHost[]): Meters => {
  const sampled = hosts.filter((host) => host.sampled);
  const only = sampled.length === 1 ? sampled[0] : undefined;
  const share = (id: HostNumberFieldId): number => weightedShare(sampled, id);
  const sum = (id: HostNumberFieldId): number =>
    sumOf(sampled, ({ state }) => state.values[hostFieldNumber(id)] as number);
  const load = (id: HostNumberFieldId): number =>
    only === undefined ? Number.NaN : (only.state.values[hostFieldNumber(id)] as number) / 100;
  return {
    hosts: sampled.length,
    cpu: share("cpu_percent"),
    cpuUser: share("cpu_user_percent"),
    cpuSystem: share("cpu_system_percent"),
    cpuIowait: share("cpu_iowait_percent"),
    cpuSteal: share("cpu_steal_percent"),
    memoryUsed: sum("memory_used"),
    memoryTotal: sumOf(sampled, ({ facts }) => facts.memory_total ?? Number.NaN),
    swapUsed: sum("swap_used"),
    swapTotal: sum("swap_total"),
    load1: load("load1"),
    load5: load("load5"),
    load15: load("load15"),
    processes: sumOf(sampled, ({ state }) => state.processes.count),
    running: sumOf(sampled, runningOf),
    cores: only?.state.corePercents ?? [],
  };
};

/** The sum of what is known; NaN where nothing is. */
const sumOf = (hosts: readonly FleetHost[], valueOf: (host: FleetHost) => number): number => {
  let sum = Number.NaN;
  for (const host of hosts) {
    const value = valueOf(host);
    if (!Number.isNaN(value)) sum = Number.isNaN(sum) ? value : sum + value;
  }
  return sum;
};

const weightedShare = (hosts: readonly FleetHost[], id: HostNumberFieldId): number => {
  const number = hostFieldNumber(id);
  let sum = 0;
  let processors = 0;
  for (const { state, facts } of hosts) {
    const hundredths = state.values[number] as number;
    if (Number.isNaN(hundredths)) continue;
    const weight = facts.cpu_count ?? 1;
    sum += (hundredths / 100) * weight;
    processors += weight;
  }
  return processors === 0 ? Number.NaN : sum / processors;
};

const running = "R".charCodeAt(0);

const runningOf = ({ state }: FleetHost): number => {
  const { status } = state.processes.numbers;
  let count = 0;
  for (let slot = 0; slot < state.processes.bound; slot++) if (status[slot] === running) count++;
  return count;
};
