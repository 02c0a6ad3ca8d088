import { type Clock } from "../../../protocol/effects.ts";
import { type Window } from "../archive.ts";
import { type Level } from "../tiers/period.ts";
import { type IsKept } from "../tiers/tier-maker.ts";
import { isTooOld, type RetentionLimits } from "./limits.ts";

/** Which periods are still to be kept: by age, and by what had to go because there were too many bytes. */
export interface KeptPeriods {
  readonly isKept: IsKept;
  /** A file that ended at this moment had to go: no such file is made again. */
  markGone(level: Level, to: number): void;
}

export const createKeptPeriods = ({
  limits,
  clock,
}: {
  limits: () => RetentionLimits;
  clock: Pick<Clock, "now">;
}): KeptPeriods => {
  const gone: Partial<Record<Level, number>> = {};
  return {
    isKept: (level: Level, window: Window): boolean =>
      !isTooOld(limits(), level, window, clock.now()) && window.to > (gone[level] ?? 0),
    markGone: (level, to) => {
      gone[level] = Math.max(gone[level] ?? 0, to);
    },
  };
};
