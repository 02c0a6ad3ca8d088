import { type Clock } from "../../protocol/effects.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Hub } from "../hub.ts";
import { fleetExposition, type MeasuredHost } from "./fleet-exposition.ts";
import { createGroupCounters } from "./group-counters.ts";
import { createHubMetrics, type HubGauges, type HubMetrics } from "./hub-metrics.ts";

/** Processes that are told one by one in one answer. */
const maxPids = 50_000;

export interface Metrics extends Pick<HubMetrics, "observeRequest" | "close"> {
  /**
   * All metrics as text, in parts, so that a large fleet does not keep the hub from its work. With `host`
   * those of one host. Throws PROCMON_NOT_FOUND, or PROCMON_QUERY_INVALID for too many processes.
   */
  scrape(wanted: {
    readonly host: string | undefined;
    readonly perPid: boolean;
  }): AsyncGenerator<string>;
}

export const createMetrics = ({
  hub,
  gauges,
  clock,
  pause,
}: {
  hub: Pick<Hub, "hosts" | "view" | "follow" | "counters">;
  gauges: () => HubGauges;
  clock: Clock;
  /** Lets everything else that waits run. */
  pause: () => Promise<void>;
}): Metrics => {
  const counters = createGroupCounters(clock);
  const unfollow = hub.follow(counters);
  const own = createHubMetrics({ counters: hub.counters, hosts: () => hub.hosts(), gauges, clock });

  const measure = (wanted: string | undefined): MeasuredHost[] => {
    const hosts = hub.hosts().flatMap((entry) => {
      const view = hub.view(entry.host);
      return view === undefined || (wanted !== undefined && wanted !== entry.host)
        ? []
        : [{ entry, view }];
    });
    if (wanted !== undefined && hosts.length === 0)
      throw new ProcmonError("PROCMON_NOT_FOUND", `expected a host of this hub, got ${wanted}`);
    return hosts;
  };

  return {
    observeRequest: (request) => own.observeRequest(request),
    scrape: ({ host, perPid }) => {
      const hosts = measure(host);
      counters.retain(new Set(hub.hosts().map((entry) => entry.host)));
      const pids = hosts.reduce((sum, { view }) => sum + view.state.processes.count, 0);
      if (perPid && pids > maxPids)
        throw new ProcmonError(
          "PROCMON_QUERY_INVALID",
          `query parameter per_pid: expected at most ${maxPids} processes, there are ${pids}; ask for one host`,
        );
      return (async function* () {
        yield await own.text();
        yield* fleetExposition(hosts, { counters, pause, perPid });
      })();
    },
    close: () => {
      unfollow();
      own.close();
    },
  };
};
