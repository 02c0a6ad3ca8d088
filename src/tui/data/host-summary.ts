import { topProcessOf } from "../../protocol/host-row.ts";
import { hostFieldNumber } from "../../protocol/host-state.ts";
import { type FleetHost } from "./fleet-host.ts";

/** What one row of the hosts overview says. Numbers are NaN where they could not be read. */
export interface HostSummary {
  /** Percent of all cores. */
  readonly cpu: number;
  readonly memory: number;
  /** Load of one minute by logical processor. */
  readonly loadPerCore: number;
  readonly processes: number;
  /** Command of the busiest process, or null. */
  readonly topCommand: string | null;
  /** Percent of one core. */
  readonly topCpu: number;
}

/** Summaries of hosts, each worked out once a sample. */
export class HostSummaries {
  readonly #known = new WeakMap<FleetHost, { generation: number; summary: HostSummary }>();

  of(host: FleetHost): HostSummary {
    const known = this.#known.get(host);
    if (known?.generation === host.generation) return known.summary;
    const summary = summarize(host);
    this.#known.set(host, { generation: host.generation, summary });
    return summary;
  }
}

const summarize = (host: FleetHost): HostSummary => {
  const { state, facts, sampled } = host;
  const top = sampled ? topProcessOf(host) : null;
  return {
    cpu: (state.values[cpuNumber] as number) / 100,
    memory: ((state.values[memoryNumber] as number) / (facts.memory_total || Number.NaN)) * 100,
    loadPerCore: (state.values[loadNumber] as number) / 100 / (facts.cpu_count ?? Number.NaN),
    processes: sampled ? state.processes.count : Number.NaN,
    topCommand: top?.command ?? null,
    topCpu: top?.cpu_percent ?? Number.NaN,
  };
};

const cpuNumber = hostFieldNumber("cpu_percent");
const memoryNumber = hostFieldNumber("memory_used");
const loadNumber = hostFieldNumber("load1");
