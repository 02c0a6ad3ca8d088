import process from "node:process";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { createFeed } from "../tui/data/feed.ts";
import { createFleet, type Fleet } from "../tui/data/fleet.ts";
import { type FleetHost } from "../tui/data/fleet-host.ts";
import { hostsDocument, processesDocument, treeDocumentText } from "../tui/data/json.ts";
import { hostsTable, processesTable, treeTable } from "../tui/data/plain-table.ts";
import { type ProcessQuery } from "../tui/data/process-query.ts";
import { readListQuery } from "./list-query.ts";
import { openHub } from "./open-hub.ts";
import { silentLogger } from "./silent-logger.ts";
import { systemClock } from "./system-clock.ts";
import { type ListName, type TuiOptions } from "./tui-task.ts";
import { writeText } from "./write-text.ts";

/** How long hosts may take to send what has rates before what there is gets printed. */
const PATIENCE_MS = 6_000;

/**
 * Prints hosts, processes or the tree once, or with `--watch` at each update, as JSON or as a plain
 * table. The data comes the way it comes to the screen.
 *
 * Throws PROCMON_HUB_UNREACHABLE with the URL and the reason, PROCMON_NOT_FOUND for an unknown host.
 */
export const printDocument = async (name: ListName, options: TuiOptions): Promise<void> => {
  const query = readListQuery(options);
  const connection = await openHub(options, async (embedded) => {
    // Only who has no hub needs an agent and a hub here.
    const { embedHere } = await import("./embed-here.ts");
    return embedHere(embedded);
  });
  const fleet = createFleet({ clock: systemClock });
  let wake: () => void = () => undefined;
  const feed = createFeed({
    connect: connection.connect,
    clock: systemClock,
    random: Math.random,
    fleet,
    log: silentLogger,
    onChange: () => wake(),
    watch: options.host === undefined ? "*" : [options.host],
  });
  const change = (timeoutMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const cancel = systemClock.after(timeoutMs, () => resolve(false));
      wake = () => {
        cancel();
        resolve(true);
      };
    });
  try {
    const deadline = systemClock.monotonic() + PATIENCE_MS;
    while (!isReady(fleet, options.host)) {
      if (feed.state.kind === "lost") throw unreachable(options, feed.state.reason);
      if (!(await change(deadline - systemClock.monotonic()))) break;
    }
    if (!fleet.known) throw unreachable(options, "it says nothing");
    for (;;) {
      const { generation } = fleet;
      const taken = await writeText(process.stdout, render(name, fleet, query, options));
      if (!taken || !options.watch) return;
      // What came while the text was written needs no waiting for.
      while (fleet.generation === generation) {
        if (feed.state.kind === "lost") throw unreachable(options, feed.state.reason);
        await change(60_000);
      }
    }
  } finally {
    feed.close();
    connection.close();
  }
};

/** Every host in scope has sent what has rates, or is not about to. An unknown host is for the query to refuse. */
const isReady = (fleet: Fleet, host: string | undefined): boolean => {
  const inScope = fleet.hosts.filter((one) => host === undefined || one.host === host);
  return (
    fleet.known &&
    inScope.every(hasRates) &&
    (inScope.length > 0 || host !== undefined || fleet.hosts.length > 0)
  );
};

/** What is late may not come; what was uploaded once may stay the only table there is. */
const hasRates = ({ entry, sampled, state }: FleetHost): boolean =>
  entry.state === "down" ||
  (sampled && (state.elapsed > 0 || entry.state === "late" || entry.facts.source === "upload"));

const unreachable = ({ hub }: TuiOptions, reason: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_HUB_UNREACHABLE",
    `no hub answers at ${hub === undefined ? "(this machine)" : hub.href}: ${reason}`,
  );

const render = (
  name: ListName,
  fleet: Fleet,
  query: ProcessQuery,
  { json, watch }: TuiOptions,
): string => {
  if (!json) {
    const columns = process.stdout.columns ?? null;
    return { hosts: hostsTable, processes: processesTable, tree: treeTable }[name](
      fleet,
      query,
      columns,
    );
  }
  if (name === "tree") return `${treeDocumentText(fleet, query)}\n`;
  const document = name === "hosts" ? hostsDocument(fleet, query) : processesDocument(fleet, query);
  return `${JSON.stringify(document, null, watch ? 0 : 2)}\n`;
};
