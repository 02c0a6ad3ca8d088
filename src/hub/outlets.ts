import { channelPair } from "../protocol/channel-pair.ts";
import { type Clock, type Random } from "../protocol/effects.ts";
import { nextTurn } from "./archive/tiers/run-sliced.ts";
import { type HubEvents } from "./events/hub-events.ts";
import { type Hub } from "./hub.ts";
import { type Journal } from "./journal/journal.ts";
import { createStreams, type Streams } from "./live/stream/streams.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { type HubCondition } from "./readiness.ts";
import { type RecentHistory } from "./recent/recent-history.ts";
import { createUploads, type Uploads } from "./upload/uploads.ts";

/** The ways in and out of a hub besides agents and terminals, for whatever speaks HTTP. */
export interface Outlets {
  readonly uploads: Uploads;
  readonly streams: Streams;
  readonly metrics: Metrics;
  /** Whether the hub can take and keep samples now. */
  condition(): HubCondition;
  /** The hub was told to end: it is not ready any more, and readers of events are told. */
  drain(): void;
  close(): void;
}

export const createOutlets = ({
  hub,
  journal,
  recent,
  events,
  clock,
  random,
  maxHosts,
}: {
  hub: Hub;
  journal: Journal | undefined;
  recent: RecentHistory;
  events: Pick<HubEvents, "onEvent">;
  clock: Clock;
  random: Random;
  /** Hosts that may upload. */
  maxHosts: () => number;
}): Outlets => {
  let isEnding = false;
  const uploads = createUploads({
    accept: (channel) => hub.acceptAgent(channel, { yields: true }),
    connect: channelPair,
    view: (host) => hub.view(host),
    clock,
    random,
    maxHosts,
  });
  const streams = createStreams({
    hub,
    onEvent: (listener) => events.onEvent(listener),
    clock,
    random,
  });
  const metrics = createMetrics({
    hub,
    gauges: () => ({
      ...(journal !== undefined && {
        journalLogBytes: journal.logBytes,
        journalLostFrames: journal.lostFrames,
        journalTrouble: journal.trouble !== undefined,
        isRecovering: journal.isRecovering,
      }),
      recentBytes: recent.bytes,
      recentDroppedSamples: recent.droppedSamples,
      streams: streams.counters,
    }),
    clock,
    pause: nextTurn,
  });
  return {
    uploads,
    streams,
    metrics,
    condition: () => ({
      isRecovering: journal?.isRecovering ?? false,
      journalTrouble: journal?.trouble,
      isEnding,
    }),
    drain: () => {
      isEnding = true;
      streams.close();
    },
    close: () => {
      streams.close();
      uploads.close();
      metrics.close();
    },
  };
};
