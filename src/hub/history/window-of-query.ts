import { bucketsMax, bucketsWanted } from "../../protocol/api/series.ts";
import { type Moment, timeOfMoment } from "../../protocol/moment.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Window } from "../archive/archive.ts";

/** The window that a query names, at the time of its answer. Throws PROCMON_QUERY_INVALID. */
export const windowOfQuery = (
  query: { readonly from?: Moment | undefined; readonly to: Moment },
  now: number,
  minutes = 0,
): Window => {
  const to = timeOfMoment(query.to, now);
  const from =
    query.from === undefined ? Math.max(0, to - minutes * 60_000) : timeOfMoment(query.from, now);
  if (from < to) return { from, to };
  throw new ProcmonError(
    "PROCMON_QUERY_INVALID",
    `query parameter from: expected a moment before to (${timeText(to)}), got ${timeText(from)}`,
  );
};

const timeText = (time: number): string => new Date(time).toISOString();

/** PROCMON_NOT_FOUND for a pid that nobody had in the window. */
export const noSuchPid = (host: string, pid: number, { from, to }: Window): ProcmonError =>
  new ProcmonError(
    "PROCMON_NOT_FOUND",
    `expected a pid that a process of ${host} had from ${timeText(from)} to ${timeText(to)}, got ${pid}`,
  );

/** PROCMON_NOT_FOUND for a moment at which there was no sample. */
export const noTableAt = (host: string, time: number): ProcmonError =>
  new ProcmonError(
    "PROCMON_NOT_FOUND",
    `expected a moment of which a sample of ${host} is kept, got ${timeText(time)}`,
  );

const stepsMs = [10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400].map((seconds) => seconds * 1000);

/** The length of the buckets of a series. Throws PROCMON_QUERY_INVALID for one that makes too many. */
export const stepOfQuery = (step: number | undefined, { from, to }: Window): number => {
  const length = to - from;
  if (step === undefined)
    return (
      stepsMs.find((one) => length / one <= bucketsWanted) ??
      Math.ceil(length / bucketsWanted / 86_400_000) * 86_400_000
    );
  if (length / step <= bucketsMax) return step;
  throw new ProcmonError(
    "PROCMON_QUERY_INVALID",
    `query parameter step: expected at least ${Math.ceil(length / bucketsMax / 1000)}s for this window ` +
      `(at most ${bucketsMax} buckets), got ${step / 1000}s`,
  );
};
