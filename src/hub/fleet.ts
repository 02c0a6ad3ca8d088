import { type Clock } from "../protocol/effects.ts";
import { type HelloFrame, type HostEntry, type HostPresence } from "../protocol/frame.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { type FleetHost, knownFleetHost, newFleetHost } from "./fleet-host.ts";
import { type RestoredHost } from "./restored-host.ts";
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
  /**
   * Brings back a host that the log of an earlier run tells of, as down. Undefined where its agent has
   * come in the meantime, which knows better, and where there is no room or nothing is known of the host.
   */
  restore(restored: RestoredHost): FleetHost | undefined;
  /** A frame made at wall clock `time` of the host was accepted. */
  hear(host: FleetHost, time: number): void;
  disconnect(host: FleetHost): void;
  /** A host that is not connected is to be known no more. */
  forget(host: FleetHost): void;
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
  onNews: (host: FleetHost) => void;
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
    onNews(host);
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

  /** One that came so shortly before the end that no document had it yet. */
  const addRestored = ({
    tenant,
    host,
    greeting,
    ...seen
  }: RestoredHost): FleetHost | undefined => {
    if (greeting === undefined || count >= maxHosts) return undefined;
    const entry = {
      host,
      state: "down",
      interval_ms: greeting.interval_ms,
      first_seen: seen.firstSeen,
      last_seen: seen.firstSeen,
      clock_skew_ms: 0,
      facts: greeting.facts,
    } as const;
    const added = knownFleetHost(tenant, entry, clock.monotonic());
    const hosts = tenants.get(tenant) ?? new Map<string, FleetHost>();
    tenants.set(tenant, hosts.set(host, added));
    count++;
    return added;
  };

  return {
    hosts: (tenant) => [...(tenants.get(tenant)?.values() ?? [])],
    host: (tenant, id) => tenants.get(tenant)?.get(id),
    greet: (tenant, hello) => {
      const host = tenants.get(tenant)?.get(hello.host) ?? add(tenant, hello);
      if (host.epoch !== hello.epoch) {
        host.epoch = hello.epoch;
        host.sequence = 0;
        host.keptSequence = 0;
      }
      host.facts = hello.facts;
      host.intervalMs = hello.interval_ms;
      host.isConnected = true;
      host.lastSeen = clock.now();
      host.lastHeard = clock.monotonic();
      host.presence = "up";
      onNews(host);
      return host;
    },
    restore: (restored) => {
      const { tenant, greeting } = restored;
      const host = tenants.get(tenant)?.get(restored.host) ?? addRestored(restored);
      if (host === undefined || host.epoch !== "") return undefined;
      if (greeting !== undefined) {
        host.epoch = greeting.epoch;
        host.facts = greeting.facts;
        host.intervalMs = greeting.interval_ms;
      }
      host.state = restored.state;
      host.hasState = restored.hasState;
      host.sequence = restored.sequence;
      host.keptSequence = restored.sequence;
      host.lastSeen = Math.max(host.lastSeen, Math.min(restored.lastSeen, clock.now()));
      onNews(host);
      return host;
    },
    hear: (host, time) => {
      host.lastSeen = clock.now();
      host.lastHeard = clock.monotonic();
      const skew = time - host.lastSeen;
      const isNews = Math.abs(skew - host.clockSkewMs) >= skewNewsMs;
      host.clockSkewMs = skew;
      if (isNews) onNews(host);
      setPresence(host, "up");
    },
    disconnect: (host) => {
      host.isConnected = false;
      setPresence(host, "down");
    },
    forget: (host) => {
      if (tenants.get(host.tenant)?.delete(host.host) !== true) return;
      count--;
      onNews(host);
    },
    setMaxHosts: (next) => {
      maxHosts = next;
    },
    close: () => cancelSweep(),
  };
};
