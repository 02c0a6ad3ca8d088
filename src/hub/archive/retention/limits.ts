import { type Window } from "../archive.ts";
import { type Level } from "../tiers/period.ts";

/** How long the files of a level are kept, and how many bytes of all hosts together. */
interface LevelLimit {
  readonly ageMs: number;
  /** No bound where it is undefined. */
  readonly bytes: number | undefined;
}
export type RetentionLimits = Readonly<Record<Level, LevelLimit>>;

const dayMs = 86_400_000;

export const defaultLimits: RetentionLimits = {
  raw: { ageMs: dayMs, bytes: undefined },
  "1m": { ageMs: 14 * dayMs, bytes: undefined },
  "10m": { ageMs: 90 * dayMs, bytes: undefined },
  "1h": { ageMs: 2 * 365 * dayMs, bytes: undefined },
};

/** Whether all that a file with this window holds is older than its level is kept. */
export const isTooOld = (limits: RetentionLimits, level: Level, window: Window, now: number) =>
  window.to < now - limits[level].ageMs;
