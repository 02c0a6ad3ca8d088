import { type Clock } from "../protocol/effects.ts";
import { type HelloFrame, type HostEntry, type HostPresence } from "../protocol/frame.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { type FleetHost, knownFleetHost, newFleetHost } from "./fleet-host.ts";
import { type TenantId } from "./tenant.ts";

/** Samples missed until a host is late, and how long it is late until it counts as down. */
const lateAfterIntervals = 3;
const downAfterLateMs = 60_000;
const sweepEveryMs = 1000;
/** A drift of the clock below this is no news to a terminal. */
const skewNewsMs = 1000;

/** The hosts in memory, by tenant and id. */
export interface Fleet {
  hosts(tenant: TenantId): FleetHost[];
  host(tenant: TenantId, id: string): FleetHost | undefined;
  /** Takes a greeting: the host is connected from now on. Throws PROCMON_TOO_MANY_HOSTS. */
  greet(tenant: TenantId, hello: HelloFrame): FleetHost;
  /** A frame made at wall clock `time` of the host was accepted. */
  hear(host: FleetHost, time: number): void;
  disconnect(host: FleetHost): void;
  /** Hosts to hold from now on. More than are there already is not undone. */
  setMaxHosts(count: number): void;
  close(): void;
}

/**
 * Keeps every host that ever greeted, with its last table, up to `maxHosts`. `onNews` is called when
 * an entry changed in a way that a terminal must learn; the time of the last frame alone is none.
 */
export const createFleet = (options: {
  clock: Clock;
  maxHosts: number;
  onNews: () => void;
  /** Hosts of an earlier run; those beyond `maxHosts` are left out. */
  known?: ReadonlyMap<TenantId, readonly HostEntry[]>;
}): Fleet => {
  const { clock, onNews, known = new Map<TenantId, readonly HostEntry[]>() } = options;
  let { maxHosts } = options;
  const tenants = new Map<TenantId, Map<string, FleetHost>>();
  let count = 0;
  for (const [tenant, entries] of known) {
    const room = entries.slice(0, Math.max(0, maxHosts - count));
    const hosts = room.map((entry) => knownFleetHost(tenant, entry, clock.monotonic()));
    tenants.set(tenant, new Map(hosts.map((host) => [host.host, host])));
    count += hosts.length;
  }

  const setPresence = (host: FleetHost, presence: HostPresence): void => {
    if (host.presence === presence) return;
    host.presence = presence;
    onNews();
  };
  const presenceOf = (host: FleetHost): HostPresence => {
    if (!host.isConnected) return "down";
    const lateMs = clock.monotonic() - host.lastHeard - lateAfterIntervals * host.intervalMs;
    return lateMs < 0 ? "up" : lateMs < downAfterLateMs ? "late" : "down";
  };
  const sweep = (): void => {
    for (const hosts of tenants.values())
      for (const host of hosts.values()) setPresence(host, presenceOf(host));
    cancelSweep = clock.after(sweepEveryMs, sweep);
  };
  let cancelSweep = clock.after(sweepEveryMs, sweep);

  const add = (tenant: TenantId, hello: HelloFrame): FleetHost => {
    if (count >= maxHosts)
      throw new ProcmonError(
        "PROCMON_TOO_MANY_HOSTS",
        `expected at most ${maxHosts} hosts, got ${hello.host} as one more`,
      );
    const hosts = tenants.get(tenant) ?? new Map<string, FleetHost>();
    const host = newFleetHost(tenant, hello, { now: clock.now(), monotonic: clock.monotonic() });
    tenants.set(tenant, hosts.set(hello.host, host));
    count++;
    return host;
  };

  return {
    hosts: (tenant) => [...(tenants.get(tenant)?.values() ?? [])],
    host: (tenant, id) => tenants.get(tenant)?.get(id),
    greet: (tenant, hello) => {
      const host = tenants.get(tenant)?.get(hello.host) ?? add(tenant, hello);
      if (host.epoch !== hello.epoch) {
        host.epoch = hello.epoch;
        host.sequence = 0;
      }
      host.facts = hello.facts;
      host.intervalMs = hello.interval_ms;
      host.isConnected = true;
      host.lastSeen = clock.now();
      host.lastHeard = clock.monotonic();
      host.presence = "up";
      onNews();
      return host;
    },
    hear: (host, time) => {
      host.lastSeen = clock.now();
      host.lastHeard = clock.monotonic();
      const skew = time - host.lastSeen;
      const isNews = Math.abs(skew - host.clockSkewMs) >= skewNewsMs;
      host.clockSkewMs = skew;
      if (isNews) onNews();
      setPresence(host, "up");
    },
    disconnect: (host) => {
      host.isConnected = false;
      setPresence(host, "down");
    },
    setMaxHosts: (next) => {
      maxHosts = next;
    },
    close: () => cancelSweep(),
  };
};
