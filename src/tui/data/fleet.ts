import { type Clock } from "../../protocol/effects.ts";
import {
  type HostEntry,
  type HostsFrame,
  type HubToTerminal,
  type NewsFrame,
  type RelayedFrame,
} from "../../protocol/frame.ts";
import { FleetHost } from "./fleet-host.ts";

/** More hosts than this are not kept; `dropped.hosts` counts them. */
const MAX_FLEET_HOSTS = 10_000;

/** Every host the hub tells of, with its newest table and its recent past. */
export interface Fleet {
  /** By host id, in the order of the ids. */
  readonly hosts: readonly FleetHost[];
  hostNamed(host: string): FleetHost | undefined;
  /** Grows with every change, so that a screen knows whether it is stale. */
  readonly generation: number;
  /** Whether the hub has said which hosts there are. */
  readonly known: boolean;
  /** A host whose table is behind or damaged: it needs a new key frame, so the watch is asked again. */
  readonly torn: boolean;
  /** What was not taken in: hosts beyond the bound, frames of unknown hosts, repeated ones, gaps. */
  readonly dropped: Readonly<
    Record<"hosts" | "unknown" | "repeated" | "gaps" | "inconsistent", number>
  >;
  /** Whether the message changed anything. */
  apply(message: HubToTerminal): boolean;
}

export const createFleet = ({
  clock,
  maxHosts = MAX_FLEET_HOSTS,
}: {
  clock: Pick<Clock, "monotonic">;
  maxHosts?: number;
}): Fleet => {
  const byId = new Map<string, FleetHost>();
  let hosts: FleetHost[] = [];
  let generation = 0;
  let known = false;
  /** The hub's clock less our monotonic one. */
  let hubOffset = Number.NaN;
  const dropped = { hosts: 0, unknown: 0, repeated: 0, gaps: 0, inconsistent: 0 };

  const applyHosts = (frame: HostsFrame): true => {
    known = true;
    const named = new Set(frame.hosts.map(({ host }) => host));
    for (const id of byId.keys()) if (!named.has(id)) byId.delete(id);
    return take(frame.now, frame.hosts);
  };

  const applyNews = (frame: NewsFrame): true => {
    for (const id of frame.gone) byId.delete(id);
    return take(frame.now, frame.hosts);
  };

  const take = (now: number, entries: readonly HostEntry[]): true => {
    const monotonic = clock.monotonic();
    hubOffset = now - monotonic;
    for (const entry of entries) {
      let host = byId.get(entry.host);
      if (host === undefined && byId.size >= maxHosts) {
        dropped.hosts++;
        continue;
      }
      host ??= new FleetHost(entry);
      byId.set(entry.host, host);
      host.entry = entry;
      host.seenAt = later(host.seenAt, monotonic - Math.max(0, now - entry.last_seen));
    }
    hosts = [...byId.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1));
    return true;
  };

  const applySample = (frame: RelayedFrame): boolean => {
    const host = byId.get(frame.host);
    if (host === undefined) {
      dropped.unknown++;
      return false;
    }
    const before = host.state.time;
    switch (host.apply(frame)) {
      case "repeated":
        dropped.repeated++;
        return false;
      case "gap":
        dropped.gaps++;
        return true;
      case "torn":
        dropped.inconsistent++;
        return true;
      case "applied":
        if (frame.t !== before) host.seenAt = later(host.seenAt, receivedAt(host, frame));
        return true;
    }
  };

  /** A delta has just been made. A key frame may be the hub's copy of an old sample: its time tells. */
  const receivedAt = (host: FleetHost, frame: RelayedFrame): number => {
    const monotonic = clock.monotonic();
    if (frame.k === "delta" || Number.isNaN(hubOffset)) return monotonic;
    const sampledAt = frame.t - host.entry.clock_skew_ms;
    return monotonic - Math.max(0, monotonic + hubOffset - sampledAt);
  };

  return {
    get hosts() {
      return hosts;
    },
    get generation() {
      return generation;
    },
    get known() {
      return known;
    },
    get torn() {
      return hosts.some((host) => host.torn);
    },
    dropped,
    hostNamed: (host) => byId.get(host),
    apply: (message) => {
      if (message.k === "error") return false;
      const changed =
        message.k === "hosts"
          ? applyHosts(message)
          : message.k === "news"
            ? applyNews(message)
            : applySample(message);
      if (changed) generation++;
      return changed;
    },
  };
};

const later = (a: number, b: number): number => (Number.isNaN(a) ? b : Math.max(a, b));
