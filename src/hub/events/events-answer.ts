import { type EventKind, type HubEvent } from "../../protocol/api/event.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Scan } from "../history/scan.ts";
import { type TenantId } from "../tenant.ts";
import { type ChurnRing } from "./churn-ring.ts";
import { areOfProcesses, compileCandidateTest, type EventConditions } from "./event-condition.ts";
import { eventTimePrefix, timeOfEventId } from "./event-id.ts";
import { type HostEventLog } from "./host-event-log.ts";
import { readNextSample } from "./next-sample.ts";
import { type EventCandidate, readSlice } from "./slice-events.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The first slice that is read; each further one is twice as long, up to an hour. */
const firstSliceMs = hourMs / 12;
/** Slices of one host that a single answer reads at most; the next page goes on from there. */
const maxHostSlices = 2000;

export interface EventSources {
  readonly archive: Archive;
  readonly tenant: TenantId;
  readonly hostEvents: HostEventLog;
  readonly churn: ChurnRing;
  readonly scan: Scan;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface EventsQuestion extends EventConditions, Window {
  readonly order: "asc" | "desc";
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor: string | undefined;
}

export interface EventsPage {
  readonly events: HubEvent[];
  /** What the next page begins behind; null where the window is at its end. */
  readonly nextCursor: string | null;
}

/**
 * Host events, and starts and exits of processes worked out from samples, in the order of their ids. The
 * newest come from memory; from there slices of the archive are read until the page is full.
 */
export const computeEvents = async (
  sources: EventSources,
  asked: EventsQuestion,
): Promise<EventsPage> => {
  const question = { ...asked, name: asked.name?.toLowerCase() };
  const { order, limit, cursor } = question;
  const { hostEvents, churn, scan, now } = sources;
  const slices = await createSliceReader(sources, question);
  const isNewestFirst = order === "desc";
  const events: HubEvent[] = [];
  const isBehindCursor = (id: string): boolean =>
    cursor === undefined || (isNewestFirst ? id < cursor : id > cursor);
  const take = (found: HubEvent[]): void => {
    const behind = found.filter(({ id }) => isBehindCursor(id));
    events.push(...sorted(behind, order).slice(0, limit - events.length));
  };
  const begin = Math.min(await hostEvents.begin(), slices.begin, churn.completeFrom);
  const cursorTime = cursor === undefined ? undefined : timeOfEventId(cursor);
  let from = Math.max(question.from, begin);
  let to = Math.min(question.to, now + dayMs);
  if (cursorTime !== undefined && isNewestFirst) to = Math.min(to, cursorTime);
  if (cursorTime !== undefined && !isNewestFirst) from = Math.max(from, cursorTime);

  const ofHosts = createHostEventReader(sources, question);
  // A filter asks for values that only the archive has.
  const inMemoryFrom = (): number =>
    question.filter === undefined ? churn.completeFrom : Number.POSITIVE_INFINITY;
  const takeFromMemory = async (window: Window): Promise<void> => {
    const ofProcesses = churnEvents(churn, question, window);
    take([...ofProcesses, ...(await ofHosts(window))]);
  };

  if (isNewestFirst && to >= inMemoryFrom()) {
    const window = { from: Math.max(from, inMemoryFrom()), to };
    await takeFromMemory(window);
    to = window.from - 1;
  }
  let width = firstSliceMs;
  let read = 0;
  while (events.length < limit && from <= to) {
    await scan.rest();
    if (from >= inMemoryFrom()) {
      await takeFromMemory({ from, to });
      break;
    }
    if (read >= maxHostSlices)
      return { events, nextCursor: eventTimePrefix(isNewestFirst ? to + 1 : from) };
    const window = slices.windowAt({ from, to: Math.min(to, inMemoryFrom() - 1) }, width);
    width = Math.min(2 * width, hourMs);
    const processes = await slices.read(window, limit - events.length, isBehindCursor);
    read += Math.max(1, processes.hosts);
    take([...processes.events, ...(await ofHosts(window))]);
    if (isNewestFirst) to = window.from - 1;
    else from = window.to + 1;
  }
  const isAtEnd = events.length < limit || events.length === 0;
  return { events, nextCursor: isAtEnd ? null : (events.at(-1) as HubEvent).id };
};

const sorted = <T extends { readonly id: string }>(list: T[], order: "asc" | "desc"): T[] =>
  list.sort((a, b) => (a.id < b.id === (order === "asc") ? -1 : 1));

const hasKind = ({ kinds }: EventConditions, kind: EventKind): boolean =>
  kinds === undefined || kinds.has(kind);

/** Reads host events a day at a time: slices of one day ask for it many times. */
const createHostEventReader = ({ hostEvents }: EventSources, question: EventsQuestion) => {
  const isWanted =
    !areOfProcesses(question) &&
    (question.kinds === undefined ||
      [...question.kinds].some((kind) => !kind.startsWith("process")));
  let days: Window = { from: 0, to: -1 };
  let ofDays: readonly HubEvent[] = [];
  return async (window: Window): Promise<HubEvent[]> => {
    if (!isWanted) return [];
    if (window.from < days.from || window.to > days.to) {
      days = {
        from: Math.floor(window.from / dayMs) * dayMs,
        to: (Math.floor(window.to / dayMs) + 1) * dayMs - 1,
      };
      ofDays = await hostEvents.read(days);
    }
    return ofDays.filter(
      ({ time, kind, host }) =>
        time >= window.from &&
        time <= window.to &&
        hasKind(question, kind) &&
        (question.host === undefined || question.host === host),
    );
  };
};

const churnEvents = (churn: ChurnRing, question: EventsQuestion, window: Window): HubEvent[] => {
  const { host, pid, name } = question;
  return churn
    .events(window)
    .filter(
      (event) =>
        hasKind(question, event.kind) &&
        (host === undefined || event.host === host) &&
        (pid === undefined || event.process.pid === pid) &&
        (name === undefined || event.process.name?.toLowerCase().includes(name) === true),
    )
    .map((event) => event.build());
};

const createSliceReader = async (sources: EventSources, question: EventsQuestion) => {
  const { archive, tenant, scan } = sources;
  const { pid, name, host, order } = question;
  const isWanted = hasKind(question, "process_start") || hasKind(question, "process_exit");
  const test = compileCandidateTest(question.filter);
  const spans = new Map<string, Window>();
  /** By host: when the first sample behind the next slice was made. */
  const nextSamples = new Map<string, number | undefined>();
  if (isWanted)
    for (const id of host === undefined ? await archive.hosts(tenant) : [host]) {
      await scan.rest();
      const span = await archive.span({ tenant, host: id }, "raw");
      if (span !== undefined) spans.set(id, span);
    }
  const begin = Math.min(...Array.from(spans.values(), (span) => span.from));
  const end = Math.max(...Array.from(spans.values(), (span) => span.to));

  const isAsked = ({ kind, track, index }: EventCandidate): boolean =>
    hasKind(question, kind) &&
    (name === undefined || track.infoAt(index).name?.toLowerCase().includes(name) === true);
  const nextSample = async (of: HostName, to: number, span: Window) => {
    if (order === "desc" && nextSamples.has(of.host)) return nextSamples.get(of.host);
    return readNextSample(archive, of, to, span.to);
  };

  return {
    /** When the first sample was made. */
    begin,
    /** The next slice of what is still to be read: within an hour, or a day where there are no samples. */
    windowAt: ({ from, to }: Window, width: number): Window => {
      const hasSamples = from <= end && to >= begin;
      const grid = hasSamples ? hourMs : dayMs;
      const most = hasSamples ? width : dayMs;
      return order === "desc"
        ? { from: Math.max(from, Math.floor(to / grid) * grid, to - most + 1), to }
        : { from, to: Math.min(to, (Math.floor(from / grid) + 1) * grid - 1, from + most - 1) };
    },
    /** At most `wanted` events of a slice, the first in order. */
    read: async (
      { from, to }: Window,
      wanted: number,
      isBehindCursor: (id: string) => boolean,
    ): Promise<{ events: HubEvent[]; hosts: number }> => {
      let events: HubEvent[] = [];
      let hosts = 0;
      for (const [id, span] of spans) {
        if (span.to < from || span.from > to) continue;
        hosts++;
        const of = { tenant, host: id };
        const slice = await readSlice(archive, of, {
          // What began before the first sample is not known as a whole.
          from: Math.max(from, span.from),
          to,
          nextSample: await nextSample(of, to, span),
          pid,
          scan,
        });
        if (slice.firstSample !== undefined) nextSamples.set(id, slice.firstSample);
        const worst = events.length >= wanted ? (events.at(-1) as HubEvent).id : undefined;
        const found = sorted(
          slice.candidates.filter(
            (one) =>
              isBehindCursor(one.id) &&
              (worst === undefined || one.id < worst === (order === "asc")) &&
              isAsked(one) &&
              test(one),
          ),
          order,
        );
        for (const one of found.slice(0, wanted)) events.push(one.build());
        events = sorted(events, order).slice(0, wanted);
      }
      return { events, hosts };
    },
  };
};
