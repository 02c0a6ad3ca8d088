import { type Channel, type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostsFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type FleetHost, hostEntryOf } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type HubCounters } from "../hub-counters.ts";
import { refuse } from "../refuse.ts";
import { acceptTerminalSession, relayedLine, type TerminalSession } from "./terminal-session.ts";

/** The list of hosts goes out at most this often. */
const announceEveryMs = 1000;
const maxTerminals = 1000;

/** Passes what agents send on to the terminals that watch. */
export interface Relay extends FrameSink {
  accept(host: FleetHost, text: string): void;
  acceptTerminal(channel: Channel): void;
  /** A host is known no more. */
  forget(host: FleetHost): void;
  /** The list of hosts changed: terminals learn of it within a second. */
  onNews(): void;
  close(): void;
}

export const createRelay = (options: {
  clock: Clock;
  log: Logger;
  counters: HubCounters;
  hosts: () => readonly FleetHost[];
}): Relay => {
  const { clock, log, counters } = options;
  const sessions = new Set<TerminalSession>();
  const announced = new Set<FleetHost>();
  let announcedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  const hostsText = (): string =>
    JSON.stringify({
      k: "hosts",
      now: clock.now(),
      hosts: options.hosts().map(hostEntryOf),
    } satisfies HostsFrame);

  const announce = (): void => {
    cancel = undefined;
    announcedAt = clock.monotonic();
    for (const host of options.hosts()) announced.add(host);
    for (const session of sessions) session.announce();
  };

  return {
    accept: (host, text) => {
      if (sessions.size === 0) return;
      const line = relayedLine(host, text);
      for (const session of sessions) session.relay(host, line);
    },
    acceptTerminal: (channel) => {
      if (sessions.size >= maxTerminals) {
        counters.refused++;
        const error = new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${maxTerminals} terminals at a time`,
        );
        refuse(channel, error, log, "terminal");
        return;
      }
      const session = acceptTerminalSession({
        channel,
        clock,
        log,
        counters,
        announced: () => announced,
        isAnnounced: (host) => announced.has(host),
        hostsText,
        onEnd: () => {
          sessions.delete(session);
          counters.terminals = sessions.size;
        },
      });
      sessions.add(session);
      counters.terminals = sessions.size;
    },
    forget: (host) => void announced.delete(host),
    onNews: () => {
      cancel ??= clock.after(
        Math.max(0, announcedAt + announceEveryMs - clock.monotonic()),
        announce,
      );
    },
    close: () => {
      cancel?.();
      for (const session of sessions) session.close();
    },
  };
};
