import { type FleetHost } from "./fleet-host.ts";
import { freshnessOf } from "./freshness.ts";
import { type HostSummary } from "./host-summary.ts";

/** How a host does, worst first in `healthOrder`. Without alert rules, three plain thresholds decide. */
export type Health = "down" | "stale" | "crit" | "warn" | "ok";

export const healthOrder: readonly Health[] = ["down", "crit", "warn", "stale", "ok"];

/** From these values on: percent of all cores, percent of memory, load per core. */
const thresholds = {
  crit: { cpu: 95, memory: 95, load: 4 },
  warn: { cpu: 80, memory: 90, load: 2 },
} as const;

export const healthOf = (host: FleetHost, summary: HostSummary, monotonic: number): Health => {
  const { state } = freshnessOf(host, monotonic);
  if (state === "down") return "down";
  if (state !== "live" || host.torn) return "stale";
  for (const level of ["crit", "warn"] as const) {
    const { cpu, memory, load } = thresholds[level];
    if (summary.cpu >= cpu || summary.memory >= memory || summary.loadPerCore >= load) return level;
  }
  return "ok";
};
