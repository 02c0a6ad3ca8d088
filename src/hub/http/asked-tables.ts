import { type HostView } from "../../protocol/process-row.ts";
import { readTablesAt } from "../history/tables-at.ts";
import { allHosts, requireHost } from "./past-hosts.ts";
import { type PastContext, pastOfRequest } from "./past-of-request.ts";

/** The tables at a moment that a query asks for, and what its answer says of them. */
export interface AskedTables {
  readonly views: readonly HostView[];
  readonly told: {
    readonly at: number;
    readonly samples: readonly { readonly host: string; readonly time: number }[];
    readonly absent: readonly string[];
  };
}

/** The tables at a moment of the hosts that a query asks for, or of all. Throws PROCMON_NOT_FOUND. */
export const askedTables = async (
  context: PastContext,
  { agent_id, host }: { agent_id?: string | undefined; host?: string | undefined },
  at: number,
  request: { readonly signal: AbortSignal },
): Promise<AskedTables> => {
  const wanted = [...new Set([agent_id, host].filter((id) => id !== undefined))];
  for (const id of wanted) await requireHost(context, id);
  const ids = wanted.length === 0 ? await allHosts(context) : wanted;
  const intervals = new Map(context.hub.hosts().map((one) => [one.host, one.interval_ms]));
  const { tables, absent } = await readTablesAt(
    pastOfRequest(context, request),
    ids.map((id) => ({ host: id, interval_ms: intervals.get(id) ?? 0 })),
    at,
  );
  return {
    // Two different hosts asked for at once: no process is on both.
    views: wanted.length > 1 ? [] : tables.map(({ view }) => view),
    told: { at, samples: tables.map(({ view, time }) => ({ host: view.host, time })), absent },
  };
};
