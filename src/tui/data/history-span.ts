import { type FleetHost } from "./fleet-host.ts";
import { HISTORY_LENGTH } from "./history.ts";

/** The time that the recent samples of these hosts span, as a column title: `60s`, `5m`; differing: `recent`. */
export const historySpan = (hosts: readonly FleetHost[]): string => {
  const interval = hosts[0]?.entry.interval_ms;
  if (interval === undefined) return "60s";
  if (hosts.some((host) => host.entry.interval_ms !== interval)) return "recent";
  const seconds = Math.round((HISTORY_LENGTH * interval) / 1000);
  return seconds < 100 ? `${seconds}s` : `${Math.round(seconds / 60)}m`;
};
