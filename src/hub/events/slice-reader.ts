import { type HubEvent } from "../../protocol/api/event.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Scan } from "../history/scan.ts";
import { type TenantId } from "../tenant.ts";
import { compileCandidateTest, type EventConditions, hasKind } from "./event-condition.ts";
import { compareFound, type FoundEvent, sortFound } from "./found-event.ts";
import { readNextSample } from "./next-sample.ts";
import { type EventCandidate, readSlice } from "./slice-events.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What is read of the archive at a time: a slice of all hosts that are asked for. */
export interface SliceReader {
  /** When the first sample was made, or infinity. */
  readonly begin: number;
  /** The next slice of what is still to be read: within an hour, or a day where there are no samples. */
  windowAt(left: Window, width: number): Window;
  /** At most `wanted` events of a slice, the first in order, and of how many hosts it was read. */
  read(
    window: Window,
    wanted: number,
    isBehindCursor: (one: FoundEvent) => boolean,
  ): Promise<{ events: HubEvent[]; hosts: number }>;
}

export const createSliceReader = async (
  { archive, tenant, scan }: { archive: Archive; tenant: TenantId; scan: Scan },
  question: EventConditions & { readonly order: "asc" | "desc" },
): Promise<SliceReader> => {
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
    begin,
    windowAt: ({ from, to }, width) => {
      const hasSamples = from <= end && to >= begin;
      const grid = hasSamples ? hourMs : dayMs;
      const most = hasSamples ? width : dayMs;
      return order === "desc"
        ? { from: Math.max(from, Math.floor(to / grid) * grid, to - most + 1), to }
        : { from, to: Math.min(to, (Math.floor(from / grid) + 1) * grid - 1, from + most - 1) };
    },
    read: async ({ from, to }, wanted, isBehindCursor) => {
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
        const worst = events.length >= wanted ? events.at(-1) : undefined;
        const found = slice.candidates.filter(
          (one) =>
            isBehindCursor(one) &&
            (worst === undefined || compareFound(one, worst, order) < 0) &&
            isAsked(one) &&
            test(one),
        );
        for (const one of sortFound(found, order).slice(0, wanted)) events.push(await one.build());
        events = sortFound(events, order).slice(0, wanted);
      }
      return { events, hosts };
    },
  };
};
