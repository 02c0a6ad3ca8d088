import { type HostEvent, type HubEvent } from "../../protocol/api/event.ts";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { type Archive } from "../archive/archive.ts";
import { type Shelf } from "../archive/shelf/shelf.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type Scan } from "../history/scan.ts";
import { type RecentHistory } from "../recent/recent-history.ts";
import { type TenantId } from "../tenant.ts";
import { createChurnRing } from "./churn-ring.ts";
import { computeEvents, type EventsPage, type EventsQuestion } from "./events-answer.ts";
import { type HostEventLog, openHostEventLog } from "./host-event-log.ts";
import { createHostWatch } from "./host-watch.ts";

/** As long as the coarsest history: events are few. */
const defaultMaxAgeMs = 2 * 365 * 86_400_000;

/** What happens: to hosts and the hub, which is kept, and to processes, which is worked out from samples. */
export interface HubEvents extends FrameSink {
  greet(host: FleetHost): void;
  /** Calls with every event as soon as it is known. The returned function ends it. */
  onEvent(listener: (event: HubEvent) => void): () => void;
  answer(archive: Archive, question: EventsQuestion, scan: Scan): Promise<EventsPage>;
  /** A host was removed with its history. What happened to it stays known. */
  forget(host: { readonly host: string }): void;
  /** Of the files of host events. */
  readonly damages: HostEventLog["damages"];
  /** Host events that were not kept. */
  readonly dropped: number;
  /** Puts down that the hub ended as it should. */
  close(): Promise<void>;
}

/** Follows the hosts of a tenant. `hosts` gives those of an earlier run when it is called first. */
export const openHubEvents = async (options: {
  shelf: Shelf;
  tenant: TenantId;
  recent: RecentHistory;
  hosts: () => readonly HostEntry[];
  maxAgeMs?: number;
  clock: Clock;
  log: Logger;
}): Promise<HubEvents> => {
  const { shelf, tenant, recent, hosts, maxAgeMs = defaultMaxAgeMs, clock, log } = options;
  const listeners = new Set<(event: HubEvent) => void>();
  const hostEvents = await openHostEventLog({ shelf, tenant, maxAgeMs, clock, log });
  const tell = (event: Omit<HostEvent, "id">): void => {
    const kept = hostEvents.add(event);
    for (const listener of listeners) listener(kept);
  };

  const startedAt = clock.now();
  const known = hosts();
  const lastSeen = Math.max(0, ...known.map(({ last_seen }) => last_seen));
  const { last } = hostEvents;
  if (last !== undefined && last.kind !== "hub_stop")
    tell({
      time: startedAt,
      kind: "hub_crash",
      host: null,
      since: Math.min(startedAt, Math.max(last.time, lastSeen)),
    });
  tell({ time: startedAt, kind: "hub_start", host: null });

  const names = new Set(known.map(({ host }) => host));
  const churn = createChurnRing({
    recent,
    since: startedAt,
    wasKnown: (host) => names.has(host),
  });
  const endChurn = recent.onChurn((host, one) => {
    if (host.tenant !== tenant) return;
    const added = churn.add(host, one);
    for (const listener of listeners) for (const event of added) listener(event.buildNow());
  });
  const watch = createHostWatch({ clock, hosts, tell });

  return {
    greet: (host) => watch.greet(host),
    accept: (host, text, frame) => watch.accept(host, text, frame),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    answer: (archive, question, scan) =>
      computeEvents({ archive, tenant, hostEvents, churn, scan, now: clock.now() }, question),
    forget: (host) => {
      watch.forget(host);
      churn.forget(host);
      names.delete(host.host);
      tell({ time: clock.now(), kind: "host_forgotten", host: host.host });
    },
    get damages() {
      return hostEvents.damages;
    },
    get dropped() {
      return hostEvents.dropped + watch.dropped;
    },
    close: async () => {
      watch.close();
      endChurn();
      tell({ time: clock.now(), kind: "hub_stop", host: null });
      await hostEvents.close();
    },
  };
};
