import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta } from "../../src/protocol/encode-frame.ts";
import { type HostFacts } from "../../src/protocol/host-facts.ts";
import { type HostNumberFieldId } from "../../src/protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { type HostView } from "../../src/protocol/process-row.ts";
import { factsOf } from "./host-facts.ts";
import { addProcess, type SomeProcess } from "./host-view.ts";
import { type ReplayedArchive } from "./replayed-archive.ts";

/** A host that a test makes sample by sample; rates follow from counters as they do at a hub. */
export interface ReplayedHost {
  /** The table after the last sample. */
  readonly view: HostView;
  /** A sample of these processes and no others; it is kept unless `isLive`. */
  sample(
    time: number,
    processes: readonly SomeProcess[],
    more?: {
      readonly host?: Partial<Record<HostNumberFieldId, number>>;
      readonly isLive?: boolean;
    },
  ): void;
  /** From the next sample on it is another boot. */
  reboot(facts: Partial<HostFacts>): void;
}

export const createReplayedHost = (
  archive: ReplayedArchive,
  host: string,
  changed: Partial<HostFacts> = {},
): ReplayedHost => {
  let facts = factsOf({ hostname: host, ...changed });
  let state = new HostState();
  const slots = new Map<string, number>();
  return {
    get view() {
      return { host, facts, state };
    },
    sample: (time, processes, { host: values = {}, isLive = false } = {}) => {
      const next = new HostState();
      next.time = time;
      next.elapsed = state.time === 0 ? 0 : time - state.time;
      for (const [id, wire] of Object.entries(values))
        next.values[hostFieldNumber(id as HostNumberFieldId)] = wire;
      const keys = new Map(
        processes.map((process) => [`${process.pid} ${process.start}`, process]),
      );
      for (const key of slots.keys()) if (!keys.has(key)) slots.delete(key);
      const taken = new Set(slots.values());
      for (const [key, process] of keys) {
        let slot = slots.get(key) ?? 0;
        if (!slots.has(key)) while (taken.has(slot)) slot++;
        taken.add(slot);
        slots.set(key, slot);
        addProcess(next.processes, slot, { name: `p${process.pid}`, ...process });
      }
      applyFrame(state, encodeDelta(state, next, 1));
      if (!isLive) archive.add(host, facts, state);
    },
    reboot: (next) => {
      facts = { ...facts, ...next };
      state = new HostState();
      slots.clear();
    },
  };
};
