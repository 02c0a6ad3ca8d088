import { type HostEvent, type HostEventKind } from "../../protocol/api/event.ts";
import { type Clock } from "../../protocol/effects.ts";
import { type HostEntry, type HostPresence, type SampleFrame } from "../../protocol/frame.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { sampleTimeOf } from "../sample-time.ts";

/** The presence of hosts is compared this often: an agent that is back sooner was never away. */
const lookEveryMs = 1000;
/** A clock that is slewed moves otherwise than time passes by less. */
const clockJumpMs = 2000;
/** As many intervals without a sample make a host late, and the missing samples a gap. */
const gapIntervals = 3;
/** Of one host: a day that brings more is told by its first ones. */
const maxEventsADay = 1000;
const dayMs = 86_400_000;

const kindOfPresence = {
  up: "host_up",
  late: "host_late",
  down: "host_down",
} as const satisfies Record<HostPresence, HostEventKind>;

/** What was last known of a host. */
interface Known {
  presence: HostPresence;
  /** Hub's clock: the last frame before it was up no more. */
  lastSeen: number;
  bootId: string;
  greetedEpoch: string;
  /** Of the last sample. */
  epoch: string;
  intervalMs: number;
  /** Of the last sample: its sequence number, the host's own time of it, and its time in history. */
  sequence: number;
  ownTime: number;
  time: number | undefined;
  /** Events told since the day began. */
  day: number;
  told: number;
}

export interface HostWatch extends FrameSink {
  greet(host: FleetHost): void;
  forget(host: { readonly host: string }): void;
  /** Events not told, of hosts that had too many in a day. */
  readonly dropped: number;
  close(): void;
}

/** Notices what happens to the hosts of a tenant. */
export const createHostWatch = (options: {
  clock: Clock;
  hosts: () => readonly HostEntry[];
  tell: (event: Omit<HostEvent, "id">) => void;
}): HostWatch => {
  const { clock, hosts } = options;
  const known = new Map<string, Known>();
  let dropped = 0;

  const tell = (host: string, kind: HostEventKind, more: Partial<HostEvent> = {}): void => {
    const entry = known.get(host) as Known;
    const day = Math.floor(clock.now() / dayMs);
    entry.told = entry.day === day ? entry.told + 1 : 1;
    entry.day = day;
    if (entry.told > maxEventsADay) dropped++;
    else options.tell({ time: clock.now(), kind, host, ...more });
  };

  // What is known of hosts of an earlier run is no news.
  for (const { host, state, last_seen, facts, interval_ms } of hosts())
    known.set(host, {
      presence: state,
      lastSeen: last_seen,
      bootId: facts.boot_id,
      greetedEpoch: "",
      epoch: "",
      intervalMs: interval_ms,
      sequence: 0,
      ownTime: 0,
      time: last_seen,
      day: 0,
      told: 0,
    });
  const remember = (host: FleetHost): Known => {
    const entry: Known = {
      presence: "up",
      lastSeen: host.lastSeen,
      bootId: host.facts.boot_id,
      greetedEpoch: host.epoch,
      epoch: host.epoch,
      intervalMs: host.intervalMs,
      sequence: 0,
      ownTime: 0,
      time: undefined,
      day: 0,
      told: 0,
    };
    known.set(host.host, entry);
    return entry;
  };

  const seePresence = (host: string, presence: HostPresence, lastSeen: number): void => {
    const before = known.get(host);
    if (before === undefined || presence === before.presence) return;
    before.presence = presence;
    if (presence !== "up") before.lastSeen = lastSeen;
    tell(host, kindOfPresence[presence], { since: before.lastSeen });
  };
  const look = (): void => {
    for (const { host, state, last_seen } of hosts()) seePresence(host, state, last_seen);
    cancel = clock.after(lookEveryMs, look);
  };
  let cancel = clock.after(lookEveryMs, look);

  const seeClock = (host: FleetHost, frame: SampleFrame, before: Known): void => {
    const isNext = before.epoch === host.epoch && frame.q === before.sequence + 1;
    const byMs = frame.t - before.ownTime - frame.e;
    if (isNext && frame.e > 0 && Math.abs(byMs) >= clockJumpMs)
      tell(host.host, "clock_jump", { by_ms: byMs });
  };
  const seeGap = (host: FleetHost, frame: SampleFrame, time: number, before: Known): void => {
    if (before.time === undefined) return;
    // A clock that was set leaves no gap: what passed is what the host's monotonic clock says.
    const isNext = before.epoch === host.epoch && frame.q === before.sequence + 1 && frame.e > 0;
    const passed = isNext ? Math.min(frame.e, time - before.time) : time - before.time;
    if (passed > gapIntervals * host.intervalMs)
      tell(host.host, "data_gap", { since: before.time });
  };

  return {
    greet: (host) => {
      const before = known.get(host.host);
      if (before === undefined) {
        remember(host);
        tell(host.host, "host_up", { since: null });
        return;
      }
      if (before.bootId !== host.facts.boot_id)
        tell(host.host, "host_reboot", { boot_time: host.facts.boot_time });
      else if (before.greetedEpoch !== "" && before.greetedEpoch !== host.epoch)
        tell(host.host, "agent_restart");
      if (before.intervalMs !== host.intervalMs)
        tell(host.host, "interval_change", {
          interval_ms: host.intervalMs,
          previous_interval_ms: before.intervalMs,
        });
      before.bootId = host.facts.boot_id;
      before.greetedEpoch = host.epoch;
      before.intervalMs = host.intervalMs;
      seePresence(host.host, host.presence, host.lastSeen);
    },
    accept: (host, _text, frame) => {
      const before = known.get(host.host) ?? remember(host);
      const time = sampleTimeOf(host, frame);
      seeClock(host, frame, before);
      seeGap(host, frame, time, before);
      before.epoch = host.epoch;
      before.sequence = frame.q;
      before.ownTime = frame.t;
      before.time = time;
    },
    forget: ({ host }) => void known.delete(host),
    get dropped() {
      return dropped;
    },
    close: () => cancel(),
  };
};
