import { decodeFromTerminal } from "../../protocol/decode-frame.ts";
import { type Channel, type Clock, type Logger } from "../../protocol/effects.ts";
import { encodeKey } from "../../protocol/encode-frame.ts";
import { type WatchFrame } from "../../protocol/frame.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type HubCounters } from "../hub-counters.ts";
import { refuse } from "../refuse.ts";
import { createTokenBucket } from "../token-bucket.ts";

/** Bytes waiting in a terminal's connection from which on it is slow: it gets no more deltas. */
const slowBytes = 1024 * 1024;
/** How often a slow terminal is looked at again. */
const drainEveryMs = 100;
const watchesPerSecond = 5;
const watchBurst = 20;

/** One terminal's connection, as the relay sees it. */
export interface TerminalSession {
  /** Passes one frame on, if the host is watched and the terminal in step with it. */
  relay(host: FleetHost, line: string): void;
  /** Passes news of hosts on, or the list of all once there is room. */
  announce(news: string): void;
  close(): void;
}

/** `{"host":"web-07",` and then the frame as it came. A host id needs no escapes. */
export const relayedLine = (host: FleetHost, text: string): string =>
  `{"host":"${host.host}",${text.slice(1)}`;

/**
 * Sends the list of hosts, and for each watched host a key frame of the present table and then every
 * frame as it came. A terminal that reads too slowly loses deltas, not order: once there is room it
 * gets one key frame that makes up for them.
 */
export const acceptTerminalSession = (options: {
  channel: Channel;
  clock: Clock;
  log: Logger;
  counters: HubCounters;
  /** The hosts a terminal may be sent frames of: known to it by the list. */
  announced: () => Iterable<FleetHost>;
  isAnnounced: (host: FleetHost) => boolean;
  hostsText: () => string;
  onEnd: () => void;
}): TerminalSession => {
  const { channel, clock, log, counters } = options;
  const mayReceive = createTokenBucket({ clock, perSecond: watchesPerSecond, burst: watchBurst });
  let watched: "*" | ReadonlySet<string> = new Set();
  /** Watched hosts whose next frame must be a key frame made here. */
  const behind = new Set<FleetHost>();
  let owesHosts = false;
  let cancelDrain: (() => void) | undefined;
  let ended = false;

  const isSlow = (): boolean => channel.bufferedBytes > slowBytes;
  const watches = (host: FleetHost): boolean => watched === "*" || watched.has(host.host);

  const drain = (): void => {
    cancelDrain?.();
    cancelDrain = undefined;
    if (owesHosts && !isSlow()) {
      owesHosts = false;
      channel.send(options.hostsText());
    }
    for (const host of behind) {
      if (isSlow()) break;
      if (!options.isAnnounced(host)) continue;
      behind.delete(host);
      if (host.hasState)
        channel.send(relayedLine(host, JSON.stringify(encodeKey(host.state, host.sequence))));
    }
    if (isSlow() && (owesHosts || behind.size > 0)) cancelDrain = clock.after(drainEveryMs, drain);
  };

  const watch = ({ hosts }: WatchFrame): void => {
    watched = hosts === "*" ? "*" : new Set(hosts);
    behind.clear();
    for (const host of options.announced()) if (watches(host)) behind.add(host);
    drain();
  };

  const end = (): void => {
    if (ended) return;
    ended = true;
    cancelDrain?.();
    options.onEnd();
  };

  channel.onClose(end);
  channel.onText((text) => {
    if (ended) return;
    try {
      if (!mayReceive(1))
        throw new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${watchesPerSecond} messages a second`,
        );
      const frame = decodeFromTerminal(text);
      if (frame.k === "watch") watch(frame);
      else log.warn({ code: makeSafeText(frame.code), reason: frame.message }, "terminal reports");
    } catch (error) {
      counters.refused++;
      refuse(channel, error, log, "terminal");
      end();
    }
  });
  channel.send(options.hostsText());

  return {
    relay: (host, line) => {
      if (ended || !watches(host)) return;
      const isAnnounced = options.isAnnounced(host);
      if (isAnnounced && !behind.has(host) && !isSlow()) {
        channel.send(line);
        counters.frames_relayed++;
        return;
      }
      behind.add(host);
      // The list of hosts, which is about to come, brings the key frame of a host that is new.
      if (!isAnnounced) return;
      counters.frames_dropped++;
      if (cancelDrain === undefined) cancelDrain = clock.after(drainEveryMs, drain);
    },
    announce: (news) => {
      if (ended) return;
      if (isSlow()) owesHosts = true;
      else if (!owesHosts) channel.send(news);
      drain();
    },
    close: () => {
      channel.close(1001, "the hub ends");
      end();
    },
  };
};
