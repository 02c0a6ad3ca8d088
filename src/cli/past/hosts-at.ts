import { type HostRow, hostRowOf } from "../../protocol/host-row.ts";
import { treeDocumentText } from "../../tui/data/json.ts";
import { hostsTable, treeTable } from "../../tui/data/plain-table.ts";
import { askKnownHosts } from "./known-hosts.ts";
import { type ListAt, type ListText } from "./list-at.ts";
import { mapFew } from "./map-few.ts";
import { pastFleetOf } from "./past-fleet.ts";
import { type PastHost, readPastHost } from "./past-host.ts";
import { askProcesses } from "./past-rows.ts";

/** Requests under way at a time. */
const atOnce = 4;

/** What an overview of hosts is made from. */
const overviewFields = [
  "pid",
  "start",
  "create_time",
  "status",
  "cpu_percent",
  "name",
  "cmdline",
  "kernel_thread",
] as const;

/** The hosts at a moment, by host id. */
export const askHostsAt = async (list: ListAt): Promise<ListText> => {
  const { query, options, front, width, at } = list;
  const { past, absent } = await readPastHosts(list, {
    most: query.limit ?? Infinity,
    fields: overviewFields,
  });
  const rows = past.map((one) => ({ ...front, ...rowOf(one) }));
  const text = options.json
    ? `${JSON.stringify(rows, null, 2)}\n`
    : hostsTable(pastFleetOf(past, at), { hosts: undefined, limit: undefined }, width);
  return { text, absent };
};

/** The processes at a moment below those that started them. */
export const askTreeAt = async (list: ListAt): Promise<ListText> => {
  const { options, front, width, at } = list;
  const { past, absent } = await readPastHosts(list, { most: Infinity });
  const fleet = pastFleetOf(past, at);
  // The host was chosen by asking for it alone; it is not there if it was silent.
  const query = { ...list.query, hosts: undefined };
  const text = options.json
    ? `${treeDocumentText(fleet, query, front)}\n`
    : treeTable(fleet, query, width);
  return { text, absent };
};

const readPastHosts = async (
  { client, at, options: { host } }: ListAt,
  { most, fields }: { most: number; fields?: typeof overviewFields },
): Promise<{ past: readonly PastHost[]; absent: readonly string[] }> => {
  const { samples, absent } = await askProcesses(client, { host, at, limit: 0 });
  const known = await askKnownHosts(client);
  const past = await mapFew(samples.slice(0, most), atOnce, (sample) =>
    readPastHost(client, {
      ...sample,
      at,
      known: known.get(sample.host),
      ...(fields !== undefined && { fields }),
    }),
  );
  return { past, absent };
};

const rowOf = ({ entry, state, unknown }: PastHost): HostRow => ({
  ...hostRowOf(entry, state),
  ...Object.fromEntries(unknown.map((key) => [key, null])),
});
