import { expectedMoment, type Moment, parseMoment } from "../../protocol/moment.ts";

/** A moment as an option names it: as in a request, or what the clock on the wall showed. */
export type AskedMoment = Moment | { readonly secondOfDay: number };

/** What `parseAskedMoment` reads, for messages. */
export const expectedAskedMoment = `a time of day here such as 03:12, ${expectedMoment}`;

/** Reads `03:12` and `03:12:30`, the local clock, and whatever `parseMoment` does. */
export const parseAskedMoment = (text: string): AskedMoment | undefined => {
  const [, hour, minute, second = "0"] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  if (hour === undefined) return parseMoment(text);
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  return h > 23 || m > 59 || s > 59 ? undefined : { secondOfDay: (h * 60 + m) * 60 + s };
};
