import { type HubEvent } from "../../protocol/api/event.ts";
import { type Archive, type Window } from "../archive/archive.ts";
import { type Scan } from "../history/scan.ts";
import { type TenantId } from "../tenant.ts";
import { type ChurnRing } from "./churn-ring.ts";
import { areOfProcesses, type EventConditions, hasKind } from "./event-condition.ts";
import { eventTimePrefix, timeOfEventId } from "./event-id.ts";
import { type FoundEvent, foundEventOf, sortFound } from "./found-event.ts";
import { type HostEventLog } from "./host-event-log.ts";
import { createSliceReader } from "./slice-reader.ts";

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
  const { archive, hostEvents, churn, scan, now } = sources;
  const slices = await createSliceReader(sources, question);
  const isNewestFirst = order === "desc";
  const events: HubEvent[] = [];
  const cursorTime = cursor === undefined ? undefined : timeOfEventId(cursor);
  /** Of events in the window: from the cursor's time on, or up to it. */
  const isBehindCursor = (one: FoundEvent): boolean =>
    cursor === undefined ||
    (cursorTime !== undefined && one.time !== cursorTime) ||
    (isNewestFirst ? one.id < cursor : one.id > cursor);
  const take = async (found: FoundEvent[]): Promise<void> => {
    const behind = found.filter(isBehindCursor);
    for (const one of sortFound(behind, order).slice(0, limit - events.length)) {
      await scan.rest();
      events.push(await one.build(archive));
    }
  };
  const begin = Math.min(await hostEvents.begin(), slices.begin, churn.completeFrom);
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
    await take([...ofProcesses, ...(await ofHosts(window))]);
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
    await take([...processes.events.map(foundEventOf), ...(await ofHosts(window))]);
    if (isNewestFirst) to = window.from - 1;
    else from = window.to + 1;
  }
  const isAtEnd = events.length < limit || events.length === 0;
  return { events, nextCursor: isAtEnd ? null : (events.at(-1) as HubEvent).id };
};

/** Reads host events a day at a time: slices of one day ask for it many times. */
const createHostEventReader = ({ hostEvents }: EventSources, question: EventsQuestion) => {
  const isWanted =
    !areOfProcesses(question) &&
    (question.kinds === undefined ||
      [...question.kinds].some((kind) => !kind.startsWith("process")));
  let days: Window = { from: 0, to: -1 };
  let ofDays: readonly HubEvent[] = [];
  return async (window: Window): Promise<FoundEvent[]> => {
    if (!isWanted) return [];
    if (window.from < days.from || window.to > days.to) {
      days = {
        from: Math.floor(window.from / dayMs) * dayMs,
        to: (Math.floor(window.to / dayMs) + 1) * dayMs - 1,
      };
      ofDays = await hostEvents.read(days);
    }
    return ofDays
      .filter(
        ({ time, kind, host }) =>
          time >= window.from &&
          time <= window.to &&
          hasKind(question, kind) &&
          (question.host === undefined || question.host === host),
      )
      .map(foundEventOf);
  };
};

const churnEvents = (churn: ChurnRing, question: EventsQuestion, window: Window): FoundEvent[] => {
  const { host, pid, name } = question;
  return churn
    .events(window)
    .filter(
      ({ kind, process, host: of }) =>
        hasKind(question, kind) &&
        (host === undefined || of === host) &&
        (pid === undefined || process.pid === pid) &&
        (name === undefined || process.name?.toLowerCase().includes(name) === true),
    );
};
