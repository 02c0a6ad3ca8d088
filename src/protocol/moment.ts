import { parseQuantity } from "./units.ts";

/** A moment as a request names it: on the calendar, or so many milliseconds before it is answered. */
export type Moment = { readonly time: number } | { readonly ago: number };

/** What `parseMoment` reads, for messages and reference pages. */
export const expectedMoment =
  "milliseconds since 1970, a time such as 2026-11-20T03:12:00Z, an age such as -2h, or now";

/** The latest moment that ECMAScript can name: 100,000,000 days after 1970. */
const lastTime = 8_640_000_000_000_000;

/**
 * Reads `1795144320000` (milliseconds since 1970), `2026-11-20T03:12:00Z` (ISO 8601 with `Z` or an offset
 * such as `+01:00`; a date alone is its midnight UTC), `-2h`, `-1h30m`, `-90s` (before now) and `now`.
 * undefined where it is none of them.
 */
export const parseMoment = (text: string): Moment | undefined => {
  if (text === "now") return { ago: 0 };
  if (text.startsWith("-")) return parseAge(text.slice(1));
  const time = /^\d+$/.test(text) ? Number(text) : parseIsoTime(text);
  return time !== undefined && time >= 0 && time <= lastTime ? { time } : undefined;
};

/** Milliseconds since 1970. */
export const timeOfMoment = (moment: Moment, now: number): number =>
  "time" in moment ? moment.time : Math.max(0, now - moment.ago);

const parseAge = (text: string): Moment | undefined => {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let ago = 0;
  for (const part of text.match(/[\d.]+[a-z]+/g) ?? [])
    ago += parseQuantity(part, "milliseconds") ?? Number.NaN;
  return ago <= lastTime ? { ago: Math.round(ago) } : undefined;
};

const isoTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[-+ ]\d\d(?::?\d\d)?))?$/i;

/** ISO 8601 as RFC 3339 narrows it. A plus that was not escaped in a URL arrives as a blank. */
const parseIsoTime = (text: string): number | undefined => {
  const match = isoTime.exec(text);
  if (match === null) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  // Second 60 is a leap second: the same moment as the next minute's first.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const offset = parseOffset(match[8] ?? "Z");
  if (offset === undefined) return undefined;
  const fraction = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset;
  return (minutes * 60 + second) * 1000 + fraction;
};

/** Minutes east of UTC. */
const parseOffset = (text: string): number | undefined => {
  if (text === "Z" || text === "z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
};

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysOfMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** The calendar of ISO 8601 (Gregorian): a leap year each 4th, not each 100th, but each 400th. */
const daysSince1970 = (year: number, month: number, day: number): number => {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  let days = before * 365 + leapDays - 719_162 + day - 1;
  for (let earlier = 1; earlier < month; earlier++) days += daysOfMonth(year, earlier);
  return days;
};
