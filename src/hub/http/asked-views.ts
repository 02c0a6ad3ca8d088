import { type HostView } from "../../protocol/process-row.ts";
import { type Hub } from "../hub.ts";
import { knownView } from "./known-view.ts";

/**
 * The present of the hosts that a query asks for; of all without `agent_id` and `host`. Throws
 * PROCMON_NOT_FOUND.
 */
export const askedViews = (
  hub: Hub,
  { agent_id, host }: { agent_id?: string | undefined; host?: string | undefined },
): HostView[] => {
  const wanted = [...new Set([agent_id, host].filter((id) => id !== undefined))];
  const ids = wanted.length === 0 ? hub.hosts().map((entry) => entry.host) : wanted;
  const views = ids.map((id) => knownView(hub, id));
  // Two different hosts asked for at once: no process is on both.
  return wanted.length > 1 ? [] : views;
};
