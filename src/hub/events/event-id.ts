import { type EventKind } from "../../protocol/api/event.ts";

/** Milliseconds since 1970 up to the year 33,658. */
const timeDigits = 15;

/** What names an event for good: the same whether it is told at once or worked out again years later. */
export const eventIdOf = (
  time: number,
  kind: EventKind,
  host: string | null,
  process?: { readonly pid: number; readonly start: number },
): string => {
  const of = process === undefined ? "" : `:${process.pid}:${process.start}`;
  return `${eventTimePrefix(time)}:${kind}:${host ?? ""}${of}`;
};

/** What ids of events at `time` begin with: at or before all of them in the order of text. */
export const eventTimePrefix = (time: number): string =>
  String(Math.max(0, time)).padStart(timeDigits, "0");

/** The time of an id, or of what is sorted among ids; undefined where it is none. */
export const timeOfEventId = (id: string): number | undefined => {
  const digits = /^\d{15}(?=:|$)/.exec(id)?.[0];
  return digits === undefined ? undefined : Number(digits);
};
