import { type HelloFrame, type HostEntry, type HostPresence } from "../protocol/frame.ts";
import { HostState } from "../protocol/host-state.ts";
import { type TenantId } from "./tenant.ts";

/** One host as the hub holds it, connected or not. */
export interface FleetHost {
  readonly tenant: TenantId;
  readonly host: string;
  facts: HelloFrame["facts"];
  /** Of the agent's last greeting. */
  epoch: string;
  intervalMs: number;
  /** The table after the frame `sequence` of `epoch`. */
  state: HostState;
  sequence: number;
  /** The last frame of `epoch` that is kept, with all before it: as far as the agent may forget. */
  keptSequence: number;
  /** Whether `state` holds a table: false before the first key frame and after a contradiction. */
  hasState: boolean;
  isConnected: boolean;
  presence: HostPresence;
  /** Hub's wall clock, milliseconds since 1970. */
  readonly firstSeen: number;
  lastSeen: number;
  /** Hub's monotonic clock at the last greeting or frame. */
  lastHeard: number;
  clockSkewMs: number;
}

export const newFleetHost = (
  tenant: TenantId,
  hello: HelloFrame,
  { now, monotonic }: { now: number; monotonic: number },
): FleetHost => ({
  tenant,
  host: hello.host,
  facts: hello.facts,
  epoch: hello.epoch,
  intervalMs: hello.interval_ms,
  // Its key frame says how much room it takes.
  state: new HostState(1),
  sequence: 0,
  keptSequence: 0,
  hasState: false,
  isConnected: false,
  presence: "down",
  firstSeen: now,
  lastSeen: now,
  lastHeard: monotonic,
  clockSkewMs: 0,
});

/** A host that greeted an earlier run of the hub and has not come back yet. Its epoch is not known. */
export const knownFleetHost = (
  tenant: TenantId,
  entry: HostEntry,
  monotonic: number,
): FleetHost => ({
  tenant,
  host: entry.host,
  facts: entry.facts,
  epoch: "",
  intervalMs: entry.interval_ms,
  state: new HostState(1),
  sequence: 0,
  keptSequence: 0,
  hasState: false,
  isConnected: false,
  presence: "down",
  firstSeen: entry.first_seen,
  lastSeen: entry.last_seen,
  lastHeard: monotonic,
  clockSkewMs: 0,
});

export const hostEntryOf = (host: FleetHost): HostEntry => ({
  host: host.host,
  state: host.presence,
  interval_ms: host.intervalMs,
  first_seen: host.firstSeen,
  last_seen: host.lastSeen,
  clock_skew_ms: host.clockSkewMs,
  facts: host.facts,
});
