import { defaultTenant } from "../tenant.ts";
import { unknownHost } from "./known-view.ts";
import { type PastContext } from "./past-of-request.ts";

/** Whether the hub knows a host now, or its past. Throws PROCMON_NOT_FOUND where it knows neither. */
export const requireHost = async ({ hub, archive }: PastContext, host: string): Promise<void> => {
  if (hub.view(host) !== undefined) return;
  if (!(await archive.hosts(defaultTenant)).includes(host)) throw unknownHost(host);
};

/** The host of a query under either of its names. */
export const hostOfQuery = (query: {
  readonly agent_id?: string | undefined;
  readonly host?: string | undefined;
}): string => (query.agent_id ?? query.host) as string;

/** How often a host is sampled; 0 where it is known from its past alone. */
export const intervalOf = ({ hub }: PastContext, host: string): number =>
  hub.hosts().find((entry) => entry.host === host)?.interval_ms ?? 0;

/** Every host that the hub knows now or of which it keeps a past, in the order of their ids. */
export const allHosts = async ({ hub, archive }: PastContext): Promise<string[]> => {
  const hosts = new Set(await archive.hosts(defaultTenant));
  for (const { host } of hub.hosts()) hosts.add(host);
  return [...hosts].sort();
};
