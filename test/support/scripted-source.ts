import { type Source } from "../../src/agent/source/source.ts";
import { type Clock } from "../../src/protocol/effects.ts";
import { type HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { factsOf } from "./host-facts.ts";

export interface ScriptedSource extends Source {
  /** What the next sample finds: rss in bytes and CPU time in 1/10000 s by pid. */
  processes: Map<number, { name: string; ppid?: number; rss?: number; cpuTime?: number }>;
  /** Samples begun. */
  readonly samples: number;
  /** Awaited in each sample; a rejection makes the sample fail. */
  gate: () => Promise<void>;
  readonly closed: boolean;
}

/** A source over a list of processes that a test writes down. The start of a process is its pid. */
export const createScriptedSource = (clock: Clock): ScriptedSource => {
  let samples = 0;
  let closed = false;
  let before: number | undefined;
  const source: ScriptedSource = {
    kind: "procfs",
    processes: new Map([
      [1, { name: "init", ppid: 0, rss: 1000, cpuTime: 10 }],
      [20, { name: "worker", ppid: 1, rss: 5000, cpuTime: 100 }],
    ]),
    gate: async () => {},
    get samples() {
      return samples;
    },
    get closed() {
      return closed;
    },
    facts: async () => factsOf(),
    sample: async (state) => {
      samples++;
      await source.gate();
      state.time = clock.now();
      state.elapsed = before === undefined ? 0 : clock.monotonic() - before;
      before = clock.monotonic();
      state.values[hostFieldNumber("load1")] = samples;
      fill(state, source.processes);
    },
    close: () => {
      closed = true;
    },
  };
  return source;
};

const fill = ({ processes }: HostState, wanted: ScriptedSource["processes"]): void => {
  for (let slot = 0; slot < processes.bound; slot++)
    if (processes.used[slot] === 1 && !wanted.has(processes.pid[slot] as number))
      processes.remove(slot);
  for (const [pid, { name, ppid, rss, cpuTime }] of wanted) {
    let slot = processes.slotOfPid(pid);
    if (slot === undefined) {
      slot = processes.used.indexOf(0);
      processes.add(slot < 0 ? (slot = processes.bound) : slot, pid, pid);
    }
    processes.info.name[slot] = name;
    processes.numbers.ppid[slot] = ppid ?? 1;
    processes.numbers.memory_rss[slot] = rss ?? Number.NaN;
    processes.numbers.cpu_time[slot] = cpuTime ?? Number.NaN;
  }
};
