import { formatDuration } from "../../protocol/units.ts";
import { computeUptime } from "../../protocol/uptime.ts";
import { type FleetHost } from "./fleet-host.ts";

/** How long a host has been up, or a dash where that is not known. */
export const uptimeText = ({ state, facts }: FleetHost): string => {
  const uptime = computeUptime(state, facts);
  return uptime === null ? "-" : formatDuration(uptime);
};
