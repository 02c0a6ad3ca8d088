import { type Field } from "../../protocol/field.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { hostFieldIds, hostFields } from "../../protocol/host-fields.ts";
import { type HostRow, hostRowOf } from "../../protocol/host-row.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { expositionOf, labelsOf, type Sample } from "./exposition.ts";
import { type GroupCounters } from "./group-counters.ts";
import { type ProcessMetric, processCounters, processMetrics } from "./process-metrics.ts";
import { computeTopGroups, type Group } from "./top-groups.ts";

/** Groups of a host that are shown for their CPU, and again for their memory. */
const topCount = 10;
/** Series of groups in all: where there are more hosts than fit, each shows fewer groups. */
const maxGroupSeries = 300_000;

/** A host of the fleet at one moment. */
export interface MeasuredHost {
  readonly entry: HostEntry;
  readonly view: HostView;
}

/**
 * What agents sampled, one text a metric. Hosts that are down have their state and nothing else: what
 * they said before is no answer to how they do. `pause` lets others run between two metrics.
 */
export const fleetExposition = async function* (
  hosts: readonly MeasuredHost[],
  {
    counters,
    pause,
    perPid,
  }: { counters: GroupCounters; pause: () => Promise<void>; perPid: boolean },
): AsyncGenerator<string> {
  yield* hostTexts(hosts);
  const living = hosts.filter(({ entry, view }) => entry.state !== "down" && view.state.time > 0);
  const rows: HostRow[] = [];
  for (const [i, { entry, view }] of living.entries()) {
    rows.push(hostRowOf(entry, view.state));
    if (i % 25 === 24) await pause();
  }
  for (const metric of hostMetrics) {
    yield expositionOf(
      metric,
      rows.map((row) => sampleOf(row, metric.read(row))),
    );
    await pause();
  }
  yield* groupTexts(living, counters, pause);
  if (perPid) yield* pidTexts(living, pause);
};

const sampleOf = ({ host }: { host: string }, value: unknown): Sample => ({
  labels: labelsOf({ host }),
  value: typeof value === "number" ? value : Number.NaN,
});

const hostTexts = function* (hosts: readonly MeasuredHost[]): Generator<string> {
  const of = (
    name: string,
    help: string,
    valueOf: (entry: HostEntry) => number,
    labels: (entry: HostEntry) => Record<string, string> = () => ({}),
  ): string =>
    expositionOf(
      { name: `procmon_host_${name}`, type: "gauge", help },
      hosts.map(({ entry }) => ({
        labels: labelsOf({ host: entry.host, ...labels(entry) }),
        value: valueOf(entry),
      })),
    );
  yield of("up", "1 where samples arrive, 0 where they are late or the host is down.", (entry) =>
    entry.state === "up" ? 1 : 0,
  );
  yield of(
    "info",
    "Facts of the host as labels.",
    () => 1,
    ({ facts }) => ({
      hostname: facts.hostname,
      platform: facts.platform,
      os: [facts.os_name, facts.os_version].filter((text) => text !== null).join(" "),
      kernel: facts.kernel ?? "",
      arch: facts.arch,
      agent_version: facts.agent_version,
      source: facts.source,
    }),
  );
  yield of(
    "last_seen_timestamp_seconds",
    "When the last frame arrived, on the hub's clock.",
    (entry) => entry.last_seen / 1000,
  );
  yield of(
    "clock_skew_seconds",
    "The host's clock less the hub's at the last sample, delivery time included.",
    (entry) => entry.clock_skew_ms / 1000,
  );
  yield of("boot_time_seconds", "Start of the system, seconds since 1970.", ({ facts }) =>
    facts.boot_time === 0 ? Number.NaN : facts.boot_time / 1000,
  );
  yield of(
    "memory_total_bytes",
    "Physical memory.",
    ({ facts }) => facts.memory_total ?? Number.NaN,
  );
  yield of("cpus", "Logical processors online.", ({ facts }) => facts.cpu_count ?? Number.NaN);
};

const hostMetrics = hostFieldIds.flatMap((id) => {
  const { metric, kind, description }: Omit<Field, "kind"> & { kind: "counter" | "gauge" } =
    hostFields[id];
  if (metric === null) return [];
  const read = (row: HostRow): unknown => row[id];
  return [{ name: `procmon_host_${metric}`, type: kind, help: description, read }];
});

interface GroupSeries {
  readonly labels: string;
  readonly group: Group;
  /** Wire integers, one a counter of `processCounters`. */
  readonly counts: Float64Array;
}

const groupTexts = async function* (
  hosts: readonly MeasuredHost[],
  counters: GroupCounters,
  pause: () => Promise<void>,
): AsyncGenerator<string> {
  const perGroup = processMetrics.length + 1;
  const fitting = Math.floor((maxGroupSeries / perGroup / Math.max(1, hosts.length) - 1) / 2);
  const count = Math.max(0, Math.min(topCount, fitting));
  const series: GroupSeries[] = [];
  for (const [i, { entry, view }] of hosts.entries()) {
    const { host } = entry;
    const { shown, rest, living } = computeTopGroups(view.state.processes, count);
    const counts = counters.read(host, new Set(shown.map(({ name }) => name)), living);
    for (const group of shown)
      series.push({
        labels: labelsOf({ host, group: group.name }),
        group,
        counts: counts.of(group.name),
      });
    series.push({ labels: labelsOf({ host }), group: rest, counts: counts.rest });
    if (i % 25 === 24) await pause();
  }
  yield expositionOf(
    {
      name: "procmon_process_group_processes",
      type: "gauge",
      help: `Processes of one name on a host, of the ${count} names with most CPU and the ${count} with most memory; all others without the label group.`,
    },
    series.map(({ labels, group }) => ({ labels, value: group.processes })),
  );
  for (const [i, metric] of processMetrics.entries()) {
    const counter = processCounters.indexOf(metric);
    const valueOf = ({ group, counts }: GroupSeries): number =>
      (counter === -1 ? group.sums[i] : counts[counter]) as number;
    const prefix =
      counter === -1 ? "Sum over the group. " : "Sum over the group, since it is scraped. ";
    yield expositionOf(
      {
        name: `procmon_process_group_${metric.name}`,
        type: metric.type,
        help: prefix + metric.help,
      },
      series.map((one) => ({ labels: one.labels, value: inUnit(valueOf(one), metric) })),
    );
    await pause();
  }
};

const inUnit = (wire: number, { perUnit }: ProcessMetric): number =>
  perUnit === 1 ? wire : wire / perUnit;

const pidTexts = async function* (
  hosts: readonly MeasuredHost[],
  pause: () => Promise<void>,
): AsyncGenerator<string> {
  for (const metric of processMetrics) {
    const samples: Sample[] = [];
    for (const { entry, view } of hosts) {
      const { processes } = view.state;
      for (let slot = 0; slot < processes.bound; slot++) {
        if (processes.used[slot] !== 1) continue;
        const value = inUnit(processes.numbers[metric.id][slot] as number, metric);
        if (Number.isNaN(value)) continue;
        const labels = labelsOf({
          host: entry.host,
          pid: String(processes.pid[slot]),
          name: processes.info.name[slot] ?? "",
          username: processes.info.username[slot] ?? "",
        });
        samples.push({ labels, value });
      }
    }
    yield expositionOf(
      { name: `procmon_process_${metric.name}`, type: metric.type, help: metric.help },
      samples,
    );
    await pause();
  }
};
