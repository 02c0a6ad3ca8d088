import { type HostView } from "../../protocol/process-row.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Hub } from "../hub.ts";

/** PROCMON_NOT_FOUND that names the host. */
export const unknownHost = (host: string): ProcmonError =>
  new ProcmonError("PROCMON_NOT_FOUND", `expected a host of this hub, got ${host}`);

/** The present of a host. Throws PROCMON_NOT_FOUND. */
export const knownView = (hub: Hub, host: string): HostView => {
  const view = hub.view(host);
  if (view === undefined) throw unknownHost(host);
  return view;
};
