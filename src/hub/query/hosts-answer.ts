import { type z } from "zod";
import { type HostsQuery, type hostsAnswer } from "../../protocol/api/hosts.ts";
import { type Order } from "../../protocol/api/order.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { hostFields } from "../../protocol/host-fields.ts";
import { type HostRow, hostRowOf } from "../../protocol/host-row.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { type Scan } from "../history/scan.ts";

/** The hosts that meet a query, sorted, the page of them that was asked for. */
export const computeHostsAnswer = async (
  entries: readonly HostEntry[],
  {
    query,
    view,
    scan,
  }: {
    query: HostsQuery;
    view: (host: string) => HostView | undefined;
    scan: Scan;
  },
): Promise<z.input<typeof hostsAnswer>> => {
  const rows: HostRow[] = [];
  for (const entry of entries) {
    if (query.state !== undefined && entry.state !== query.state) continue;
    const state = view(entry.host)?.state;
    if (state !== undefined) rows.push(hostRowOf(entry, state));
    await scan.rest();
  }
  const { field, order } = query.sort;
  const sign = (query.order ?? order ?? defaultOrder(field)) === "asc" ? 1 : -1;
  rows.sort((a, b) => {
    const [x, y] = [a[field], b[field]] as (number | string | null)[];
    if (x === y || x === undefined || y === undefined) return a.host < b.host ? -1 : 1;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
  return { total: rows.length, hosts: rows.slice(query.offset, query.offset + query.limit) };
};

/** What is sampled comes with the highest first, what is a fact in its own order. */
const defaultOrder = (id: HostsQuery["sort"]["field"]): Order =>
  Object.hasOwn(hostFields, id) ? "desc" : "asc";
