import { processesTable } from "../../tui/data/plain-table.ts";
import { askKnownHosts } from "./known-hosts.ts";
import { type ListAt, type ListText } from "./list-at.ts";
import { pastFleetOf } from "./past-fleet.ts";
import { pastHostOf } from "./past-host.ts";
import { allProcesses, askProcesses } from "./past-rows.ts";

/** The processes at a moment; the hub filters, sorts and counts them off. */
export const askProcessesAt = async ({
  client,
  at,
  query,
  options: { host, json },
  front,
  width,
}: ListAt): Promise<ListText> => {
  const { filter, sort, limit = allProcesses } = query;
  // The hub sorts by fields of a process; equal ones come by host anyway.
  const isByHost = sort?.field === "host";
  const { samples, absent, processes } = await askProcesses(client, {
    at,
    host,
    q: filter === "" ? undefined : filter,
    sort:
      sort === undefined
        ? undefined
        : isByHost
          ? "pid"
          : `${sort.descending ? "-" : "+"}${sort.field}`,
    limit: isByHost ? allProcesses : limit,
  });
  const sign = sort?.descending === true ? -1 : 1;
  const rows = isByHost
    ? processes
        .toSorted((a, b) => (a.host === b.host ? 0 : a.host < b.host ? -sign : sign))
        .slice(0, limit)
    : processes;
  if (json) {
    const document = rows.map((row) => ({ ...front, ...row }));
    return { text: `${JSON.stringify(document, null, 2)}\n`, absent };
  }
  const known = await askKnownHosts(client);
  const rowsOf = Map.groupBy(rows, (row) => row.host);
  const past = samples.map((sample) =>
    pastHostOf(sample.host, sample.time, known.get(sample.host), rowsOf.get(sample.host) ?? []),
  );
  const table = processesTable(
    pastFleetOf(past, at),
    { ...query, filter: "", hosts: undefined },
    width,
  );
  // Its first line has figures of whole hosts, and these rows may be some of their processes.
  return { text: table.slice(table.indexOf("\n") + 1), absent };
};
