import { type Channel, type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostsFrame, type NewsFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type FleetHost, hostEntryOf } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type HubCounters } from "../hub-counters.ts";
import { refuse } from "../refuse.ts";
import { acceptTerminalSession, relayedLine, type TerminalSession } from "./terminal-session.ts";

/** News of hosts go out at most this often, and the list of all is made at most this often. */
const announceEveryMs = 1000;
const maxTerminals = 1000;

/** Passes what agents send on to the terminals that watch. */
export interface Relay extends FrameSink {
  accept(host: FleetHost, text: string): void;
  acceptTerminal(channel: Channel): void;
  /** A host is known no more. */
  forget(host: FleetHost): void;
  /** The entry of a host changed, or it came or went: terminals learn of it within a second. */
  onNews(host: FleetHost): void;
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
  const news = new Set<FleetHost>();
  const gone = new Set<string>();
  let announcedAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let list: { readonly text: string; readonly at: number } | undefined;

  /** Many terminals that come at once get the same text: it is long. */
  const hostsText = (): string => {
    if (list === undefined || clock.monotonic() - list.at >= announceEveryMs) {
      const hosts = options.hosts().map(hostEntryOf);
      const frame: HostsFrame = { k: "hosts", now: clock.now(), hosts };
      list = { text: JSON.stringify(frame), at: clock.monotonic() };
    }
    return list.text;
  };

  const announce = (): void => {
    cancel = undefined;
    announcedAt = clock.monotonic();
    for (const host of news) announced.add(host);
    if (sessions.size > 0) {
      const hosts = Array.from(news, hostEntryOf);
      const frame: NewsFrame = { k: "news", now: clock.now(), hosts, gone: [...gone] };
      const text = JSON.stringify(frame);
      for (const session of sessions) session.announce(text);
    }
    news.clear();
    gone.clear();
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
      if (sessions.size === 0) for (const host of options.hosts()) announced.add(host);
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
    forget: (host) => {
      announced.delete(host);
      news.delete(host);
      gone.add(host.host);
    },
    onNews: (host) => {
      list = undefined;
      gone.delete(host.host);
      news.add(host);
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
