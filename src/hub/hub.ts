import { type Channel, type Clock, type Logger } from "../protocol/effects.ts";
import { type HostEntry, type HostPresence } from "../protocol/frame.ts";
import { type HostView } from "../protocol/process-row.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { type HostName } from "./archive/archive.ts";
import { createFleet } from "./fleet.ts";
import { type FleetHost, hostEntryOf } from "./fleet-host.ts";
import { type FrameSink } from "./frame-sink.ts";
import { createHubCounters, type HubCounters } from "./hub-counters.ts";
import { createAdmission } from "./ingest/admission.ts";
import { acceptAgentSession } from "./ingest/agent-session.ts";
import { closeReasons } from "./ingest/close-reasons.ts";
import { followJournal } from "./ingest/follow-journal.ts";
import { type AgentSession, createSessionRegister } from "./ingest/session-register.ts";
import { type Journal } from "./journal/journal.ts";
import { createRelay } from "./live/relay.ts";
import { refuse } from "./refuse.ts";
import { defaultTenant } from "./tenant.ts";

/** Connections of agents beyond one per host: those that greet, and those about to be replaced. */
const spareAgents = 1000;

/** Receives, keeps the present of every host, answers and relays. Knows channels, no transport. */
export interface Hub {
  /** One that `yields` makes room for another agent of the same host. */
  acceptAgent(channel: Channel, options?: { yields: boolean }): void;
  acceptTerminal(channel: Channel): void;
  hosts(): HostEntry[];
  /** Of each host, without the cost of its whole entry. */
  presences(): Iterable<HostPresence>;
  /** The present table of a host, empty before its first key frame; undefined where it is not known. */
  view(host: string): HostView | undefined;
  /**
   * Knows a host no more, and drops what is in memory or on its way to the archive; the archive itself is
   * left. Throws PROCMON_NOT_FOUND, and PROCMON_HOST_CONNECTED while an agent of the host is connected.
   */
  forget(host: string): HostName;
  readonly counters: Readonly<HubCounters>;
  /** Hosts to hold from now on. */
  setMaxHosts(count: number): void;
  /** Hands every frame to a sink from now on, behind those of the hub. The returned function ends it. */
  follow(sink: Follower): () => void;
  close(): void;
}

/** A sink that comes and goes. */
interface Follower extends FrameSink {
  /** The entry of a host changed, or it came, or it is known no more, as `onNews` of the fleet has it. */
  onNews?(host: FleetHost): void;
  /** A host is known no more. */
  forget?(host: HostName): void;
}

/** A frame goes session -> table of the host -> sinks. */
export const createHub = (options: {
  clock: Clock;
  log: Logger;
  maxHosts: number;
  /** Hosts that an earlier run knew; shown as down until they greet. */
  known?: readonly HostEntry[];
  /** What keeps frames; without one they are gone with the hub. Closed by who opened it, behind the hub. */
  journal?: Journal;
}): Hub => {
  const { clock, log, known = [], journal } = options;
  let { maxHosts } = options;
  const tenant = defaultTenant;
  const counters = createHubCounters();
  const register = createSessionRegister();
  const agents = new Set<AgentSession>();
  const relay = createRelay({ clock, log, counters, hosts: () => fleet.hosts(tenant) });
  const fleet = createFleet({
    clock,
    maxHosts,
    onNews: (host) => {
      relay.onNews(host);
      for (const follower of followers) follower.onNews?.(host);
    },
    known: new Map([[tenant, known]]),
  });
  const followers = new Set<Follower>();
  const followed: FrameSink = {
    accept: (host, text, frame) => {
      for (const follower of followers) follower.accept(host, text, frame);
    },
    greet: (host) => {
      for (const follower of followers) follower.greet?.(host);
    },
  };
  const sinks: readonly FrameSink[] = [
    relay,
    ...(journal === undefined ? [] : [journal]),
    followed,
  ];
  const admission = createAdmission(clock);
  if (journal === undefined) admission.open();
  else followJournal({ journal, fleet, register, relay, counters, log, admission });

  return {
    acceptAgent: (channel, { yields } = { yields: false }) => {
      if (agents.size >= maxHosts + spareAgents) {
        counters.refused++;
        const most = maxHosts + spareAgents;
        refuse(
          channel,
          new ProcmonError("PROCMON_RATE_LIMITED", `expected at most ${most} agents at a time`),
          log,
        );
        return;
      }
      const session = acceptAgentSession({
        channel,
        tenant,
        fleet,
        register,
        sinks,
        counters,
        clock,
        log,
        yields,
        admission,
        journal,
        onEnd: () => {
          if (agents.delete(session) && !yields) counters.agents--;
        },
      });
      agents.add(session);
      if (!yields) counters.agents++;
    },
    acceptTerminal: (channel) => relay.acceptTerminal(channel),
    hosts: () => fleet.hosts(tenant).map(hostEntryOf),
    presences: () => fleet.hosts(tenant).map(({ presence }) => presence),
    view: (id) => {
      const host = fleet.host(tenant, id);
      return host === undefined
        ? undefined
        : { host: host.host, state: host.state, facts: host.facts };
    },
    forget: (id) => {
      const host = fleet.host(tenant, id);
      if (host === undefined)
        throw new ProcmonError("PROCMON_NOT_FOUND", `expected a host of this hub, got ${id}`);
      const session = register.find(host);
      if (session?.yields === false)
        throw new ProcmonError(
          "PROCMON_HOST_CONNECTED",
          `expected a host whose agent is not connected, got ${id}`,
        );
      session?.close(1000, closeReasons.forgotten);
      fleet.forget(host);
      relay.forget(host);
      journal?.forget(host);
      for (const follower of followers) follower.forget?.(host);
      return { tenant, host: id };
    },
    counters,
    setMaxHosts: (next) => {
      maxHosts = next;
      fleet.setMaxHosts(next);
    },
    follow: (sink) => {
      followers.add(sink);
      return () => followers.delete(sink);
    },
    close: () => {
      for (const session of agents) session.close(1001, "the hub ends");
      admission.close();
      relay.close();
      fleet.close();
    },
  };
};
