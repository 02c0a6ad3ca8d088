import { type FleetHost } from "./fleet-host.ts";

/**
 * How old what is shown of a host is. `waiting`: no sample has come yet. `late`: none for three
 * intervals. `down`: the hub says so, or late for a minute; the bounds are those of `hostPresence`.
 */
export interface Freshness {
  readonly state: "live" | "late" | "down" | "waiting";
  /** Milliseconds since the newest sample; NaN before the first. */
  readonly ageMs: number;
}

const LATE_AFTER_INTERVALS = 3;
const DOWN_AFTER_LATE_MS = 60_000;

export const freshnessOf = (host: FleetHost, monotonic: number): Freshness => {
  const ageMs = monotonic - host.seenAt;
  if (host.entry.state === "down") return { state: "down", ageMs };
  if (Number.isNaN(ageMs)) return { state: "waiting", ageMs };
  const lateAfter = LATE_AFTER_INTERVALS * host.entry.interval_ms;
  if (ageMs > lateAfter + DOWN_AFTER_LATE_MS) return { state: "down", ageMs };
  if (ageMs > lateAfter) return { state: "late", ageMs };
  return { state: host.sampled ? "live" : "waiting", ageMs };
};
