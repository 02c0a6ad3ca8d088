import { type Window } from "../archive.ts";
import { type TierId } from "../piece.ts";

/** Raw samples, then the tiers, finest first: each has a folder of its own. */
export const levels = ["raw", "1m", "10m", "1h"] as const;
export type Level = (typeof levels)[number];

/** The tier from which the files of a tier are made. */
export const finerLevel = { "1m": "raw", "10m": "1m", "1h": "10m" } as const satisfies Record<
  TierId,
  Level
>;

/** Characters of an ISO 8601 time that name what one file holds: an hour, a day or a month. */
const nameLength = { raw: 13, "1m": 13, "10m": 10, "1h": 7 } as const;
const extension = ".json.gz";

/** What one file holds: a UTC hour (raw, 1m), day (10m) or month (1h). Names sort by time. */
export const periodOf = (level: Level, time: number): string =>
  new Date(time).toISOString().slice(0, nameLength[level]);

/** First and last millisecond of a period, or undefined where the text names none. */
export const periodWindow = (level: Level, period: string): Window | undefined => {
  if (period.length !== nameLength[level]) return undefined;
  const from = Date.parse(level === "raw" || level === "1m" ? `${period}:00Z` : `${period}Z`);
  // A month by its days; `2026-02-31` and the like do not come back as they went in.
  if (Number.isNaN(from) || periodOf(level, from) !== period) return undefined;
  return { from, to: endOf(level, from) - 1 };
};

const endOf = (level: Level, from: number): number => {
  if (level !== "1h") return from + (level === "10m" ? 86_400_000 : 3_600_000);
  const date = new Date(from);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
};

/** A file of a level: what it holds, and its name without extension. */
export interface PeriodFile extends Window {
  readonly period: string;
  /** The period, with a number behind it for data of a sealed hour that came late: `2026-11-20T03.1`. */
  readonly stem: string;
}

/** What a file name says, or undefined where it is no file of the level. */
export const parseFileName = (level: Level, file: string): PeriodFile | undefined => {
  if (!file.endsWith(extension)) return undefined;
  const stem = file.slice(0, -extension.length);
  const [period = "", part] = stem.split(".");
  if (part !== undefined && (level !== "raw" || !/^[1-9]\d{0,5}$/.test(part))) return undefined;
  const window = periodWindow(level, period);
  return window && { period, stem, ...window };
};

export const fileNameOf = (stem: string): string => `${stem}${extension}`;

/** Periods of a level that have to do with a window, oldest first, of those given. */
export const periodsWithin = (
  level: Level,
  periods: Iterable<string>,
  { from, to }: Window,
): string[] => {
  const within = new Set<string>();
  for (const period of periods) {
    const window = periodWindow(level, period);
    if (window !== undefined && window.to >= from && window.from <= to) within.add(period);
  }
  return [...within].sort();
};
