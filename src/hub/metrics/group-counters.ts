import { type SampleFrame } from "../../protocol/frame.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { groupNameAt } from "./group-name.ts";
import { processCounters } from "./process-metrics.ts";

/** Groups of one host that are counted apart; further ones are counted together. */
const maxGroups = 1000;
/** /proc/stat has the boot time in whole seconds. */
const startToleranceMs = 1000;
/** Nobody asked for so long: counting ends. */
const idleMs = 900_000;

/** What one group used since its counting began, wire integers, one a counter of `processCounters`. */
type Counts = Float64Array;

interface HostCounts {
  groups: Map<string, { readonly total: Counts; readonly told: Counts }>;
  /** What groups used while they were not among the top, and those beyond `maxGroups`. */
  readonly rest: Counts;
}

/**
 * Counters of process groups that only grow. The sum over the living processes of a group falls when one
 * of them ends, which Prometheus would take for a reset; so what each frame adds is summed up instead.
 * Nothing is kept until somebody asks for it.
 */
export interface GroupCounters extends FrameSink {
  /**
   * The counters of the `shown` groups of a host, and of all others together. Groups that are not in
   * `living` are forgotten once what they used is in the rest.
   */
  read(
    host: string,
    shown: ReadonlySet<string>,
    living: ReadonlySet<string>,
  ): { readonly of: (group: string) => Counts; readonly rest: Counts };
  /** Drops hosts that are not in the set. */
  retain(hosts: ReadonlySet<string>): void;
}

export const createGroupCounters = (clock: { monotonic(): number }): GroupCounters => {
  const hosts = new Map<string, HostCounts>();
  let askedAt = Number.NEGATIVE_INFINITY;
  const newCounts = (): Counts => new Float64Array(processCounters.length);
  const countsOf = (host: string): HostCounts => {
    const found = hosts.get(host) ?? { groups: new Map(), rest: newCounts() };
    hosts.set(host, found);
    return found;
  };
  const totalOf = (host: HostCounts, name: string): Counts => {
    const found = host.groups.get(name);
    if (found !== undefined) return found.total;
    if (host.groups.size >= maxGroups) return host.rest;
    const group = { total: newCounts(), told: newCounts() };
    host.groups.set(name, group);
    return group.total;
  };

  return {
    accept: ({ host, state, facts }: FleetHost, _text: string, frame: SampleFrame) => {
      if (clock.monotonic() - askedAt > idleMs) {
        hosts.clear();
        return;
      }
      if (frame.k === "key") return;
      const counts = countsOf(host);
      const { processes } = state;
      // Of a process that is new here but not young, nothing is known of what it used since the last sample.
      // Starts that were told by an upload may be those of the first sight.
      const youngFrom =
        facts.source === "upload"
          ? Number.POSITIVE_INFINITY
          : frame.t - frame.e - facts.boot_time - startToleranceMs;
      const born = new Set(frame.n?.map(([slot]) => slot));
      for (const [counter, { id }] of processCounters.entries()) {
        const column = frame.c?.[id] as readonly [number[], (number | null)[]] | undefined;
        if (column === undefined) continue;
        const [gaps, diffs] = column;
        let slot = 0;
        for (const [i, gap] of gaps.entries()) {
          slot += gap;
          const diff = diffs[i] ?? 0;
          if (diff <= 0) continue;
          if (born.has(slot) && (processes.start[slot] as number) < youngFrom) continue;
          const total = totalOf(counts, groupNameAt(processes, slot));
          total[counter] = (total[counter] as number) + diff;
        }
      }
    },
    read: (host, shown, living) => {
      askedAt = clock.monotonic();
      const { groups, rest } = countsOf(host);
      for (const [name, { total, told }] of groups) {
        if (!shown.has(name))
          for (let i = 0; i < rest.length; i++)
            rest[i] = (rest[i] as number) + (total[i] as number) - (told[i] as number);
        told.set(total);
        if (!living.has(name)) groups.delete(name);
      }
      const none = newCounts();
      return { of: (group) => groups.get(group)?.total ?? none, rest };
    },
    retain: (kept) => {
      for (const host of hosts.keys()) if (!kept.has(host)) hosts.delete(host);
    },
  };
};
