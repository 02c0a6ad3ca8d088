import { parseMoment } from "../../protocol/moment.ts";

/**
 * Milliseconds that would be seconds: 100,000,000 s is a day of 1973, and as milliseconds the second day
 * of 1970. A clock that was never set gives less.
 */
const looksLikeSeconds = (time: number): boolean => time > 1e8 && time < 1e11;

/** A time in a body: milliseconds since 1970, or text of ISO 8601. `problem` is what was expected. */
export const parseUploadTime = (
  value: unknown,
):
  | { readonly time: number; readonly problem?: never }
  | { readonly time?: never; readonly problem: string } => {
  const expected = "milliseconds since 1970 or a time such as 2026-11-20T03:12:00Z";
  if (typeof value === "number") {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return { problem: expected };
    if (looksLikeSeconds(value))
      return { problem: `milliseconds since 1970 (this looks like seconds: times 1000)` };
    return { time: Math.round(value) };
  }
  const moment = typeof value === "string" && value.includes("-") ? parseMoment(value) : undefined;
  return moment === undefined || !("time" in moment)
    ? { problem: expected }
    : { time: moment.time };
};
