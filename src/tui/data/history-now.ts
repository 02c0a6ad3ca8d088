import { type FleetHost } from "./fleet-host.ts";
import { HISTORY_LENGTH, type History, NO_SAMPLE } from "./history.ts";

/** Samples that should have come from a host since its last one, and did not. */
export const missedSamples = (host: FleetHost, monotonic: number): number => {
  const missed = Math.floor((monotonic - host.seenAt) / host.entry.interval_ms) - 1;
  return missed > 0 ? Math.min(missed, HISTORY_LENGTH) : 0;
};

/** A history that ends now: what did not come is a gap at its end. */
export const upToNow = (history: History, missed: number): History =>
  missed === 0
    ? history
    : {
        taken: history.taken + missed,
        sampleAt: (back) => (back < missed ? NO_SAMPLE : history.sampleAt(back - missed)),
      };
