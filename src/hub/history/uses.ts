import { type TopGroup } from "../../protocol/api/top.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type InfoValues } from "../../protocol/process-table.ts";

/** A process that used something. */
export interface UsedBy {
  readonly facts: HostFacts;
  readonly pid: number;
  readonly start: number;
  readonly info: InfoValues;
}

/** What one group used on one host. */
export interface Use {
  readonly key: string | null;
  /** Of a group that is one process. */
  usedBy: UsedBy | undefined;
  processes: number;
  /** Wire integers: an increase, or a level times milliseconds. */
  amount: number;
  /** Highest sum of a level at one sample, wire integers. */
  max: number;
}

/** Groups of one host, beyond which those that used least are given up. */
const usesMax = 20_000;
/** How many of them stay then. */
const usesKept = 10_000;

/** The groups of one host. */
export interface Uses {
  readonly size: number;
  /** Groups that were given up. */
  readonly dropped: number;
  /** The group of a process. `id` names the process. */
  ofProcess(id: string, usedBy: UsedBy): Use;
  /** The group of the short-lived processes of a name, of which only the sum is known. */
  ofRest(name: string | null): Use;
  values(): Iterable<Use>;
  /** Gives up what used least, once there are too many. */
  prune(): void;
}

export const createUses = (host: string, group: TopGroup, rankOf: (use: Use) => number): Uses => {
  let uses = new Map<string | null, Use>();
  let dropped = 0;
  const useOf = (id: string | null, key: string | null): Use => {
    let use = uses.get(id);
    if (use === undefined) {
      use = { key, usedBy: undefined, processes: 0, amount: 0, max: 0 };
      uses.set(id, use);
    }
    return use;
  };
  return {
    get size() {
      return uses.size;
    },
    get dropped() {
      return dropped;
    },
    ofProcess: (id, usedBy) => {
      const key = keyOf(group, host, usedBy.info);
      if (group !== "process") return useOf(key, key);
      const use = useOf(id, key);
      use.usedBy = usedBy;
      return use;
    },
    ofRest: (name) => {
      if (group === "process") return useOf(`rest ${name}`, name);
      const key = group === "name" ? name : group === "host" ? host : null;
      return useOf(key, key);
    },
    values: () => uses.values(),
    prune: () => {
      if (uses.size <= usesMax) return;
      const kept = [...uses].sort(([, a], [, b]) => rankOf(b) - rankOf(a)).slice(0, usesKept);
      dropped += uses.size - kept.length;
      uses = new Map(kept);
    },
  };
};

const keyOf = (group: TopGroup, host: string, info: InfoValues): string | null => {
  switch (group) {
    case "process":
    case "name":
      return info.name;
    case "user":
      return info.username;
    case "host":
      return host;
    case "cgroup":
      return info.cgroup;
    case "container":
      return info.container_id;
  }
};
