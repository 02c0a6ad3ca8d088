import { type SummaryAnswer } from "../../protocol/api/summary.ts";
import { type HostEntry } from "../../protocol/frame.ts";
import { type HostNumberFieldId, hostFields } from "../../protocol/host-fields.ts";
import { hostFieldNumber } from "../../protocol/host-state.ts";
import { commandOf, type HostView, processValue } from "../../protocol/process-row.ts";
import { TopPlaces } from "./top-places.ts";
import { ioRateAt, orNull, plus, type Usage, UsageSum } from "./usage-sum.ts";

/** A host with its last table. */
export interface SummedHost {
  readonly entry: HostEntry;
  readonly view: HostView;
}

/** The analytics page without its trends. */
export const computeSummary = (
  hosts: readonly SummedHost[],
  { limit, now }: { limit: number; now: number },
): Omit<SummaryAnswer, "trends"> => {
  const states = { up: 0, late: 0, down: 0 };
  for (const { entry } of hosts) states[entry.state]++;
  const living = hosts.filter(({ entry, view }) => entry.state !== "down" && view.state.time > 0);

  const all = new UsageSum();
  const byStatus: Record<string, number> = {};
  const byUser = new Map<string | null, UsageSum>();
  const byHost = new Map<HostEntry, UsageSum>();
  const top = { cpu: new TopPlaces(limit), memory: new TopPlaces(limit), io: new TopPlaces(limit) };
  for (const { entry, view } of living) {
    const { processes } = view.state;
    const ofHost = new UsageSum();
    byHost.set(entry, ofHost);
    for (let slot = 0; slot < processes.bound; slot++) {
      if (processes.used[slot] !== 1) continue;
      ofHost.add(processes, slot);
      const user = processes.info.username[slot] ?? null;
      const ofUser = byUser.get(user) ?? new UsageSum();
      byUser.set(user, ofUser);
      ofUser.add(processes, slot);
      const code = processes.numbers.status[slot] as number;
      const status = Number.isNaN(code) ? "?" : String.fromCharCode(code);
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      top.cpu.offer(view, slot, processes.numbers.cpu_percent[slot] as number);
      top.memory.offer(view, slot, processes.numbers.memory_rss[slot] as number);
      top.io.offer(view, slot, ioRateAt(processes, slot));
    }
    all.addAll(ofHost);
  }

  return {
    time: now,
    hosts: { total: hosts.length, ...states },
    totals: { ...all.usage, ...hostTotals(living) },
    by_status: byStatus,
    by_user: listOf(byUser, limit, (username) => ({ username })),
    by_host: listOf(byHost, limit, ({ host, state }) => ({ host, state })),
    top: { cpu: rowsOf(top.cpu), memory: rowsOf(top.memory), io: rowsOf(top.io) },
  };
};

const hostTotals = (hosts: readonly SummedHost[]) => {
  const sum = (valueOf: (host: SummedHost) => number): number | null =>
    orNull(hosts.reduce((total, host) => plus(total, valueOf(host)), Number.NaN));
  const field =
    (...ids: readonly HostNumberFieldId[]) =>
    ({ view }: SummedHost): number =>
      ids.reduce((total, id) => plus(total, fieldOf(view, id)), Number.NaN);
  return {
    cpu_count: sum(({ view }) => view.facts.cpu_count ?? Number.NaN),
    host_cpu_percent: weightedCpu(hosts),
    memory_total: sum(({ view }) => view.facts.memory_total ?? Number.NaN),
    memory_used: sum(field("memory_used")),
    disk_bytes_per_sec: sum(field("disk_read_bytes_per_sec", "disk_write_bytes_per_sec")),
    net_bytes_per_sec: sum(field("net_rx_bytes_per_sec", "net_tx_bytes_per_sec")),
  };
};

/** NaN where it could not be read. */
const fieldOf = ({ state }: HostView, id: HostNumberFieldId): number =>
  (state.values[hostFieldNumber(id)] as number) / Math.round(1 / hostFields[id].resolution);

const weightedCpu = (hosts: readonly SummedHost[]): number | null => {
  let sum = 0;
  let processors = 0;
  for (const { view } of hosts) {
    const percent = fieldOf(view, "cpu_percent");
    const weight = view.facts.cpu_count ?? 1;
    if (Number.isNaN(percent)) continue;
    sum += percent * weight;
    processors += weight;
  }
  return processors === 0 ? null : Math.round((sum / processors) * 100) / 100;
};

const listOf = <Key, Named>(
  sums: ReadonlyMap<Key, UsageSum>,
  limit: number,
  nameOf: (key: Key) => Named,
): { entries: (Named & Usage)[]; others: Usage | null } => {
  const sorted = [...sums].sort(([, a], [, b]) => b.processes - a.processes);
  const others = new UsageSum();
  for (const [, sum] of sorted.slice(limit)) others.addAll(sum);
  return {
    entries: sorted.slice(0, limit).map(([key, sum]) => ({ ...nameOf(key), ...sum.usage })),
    others: sorted.length > limit ? others.usage : null,
  };
};

const rowsOf = (top: TopPlaces): SummaryAnswer["top"]["cpu"] =>
  top.highest.map(({ view, slot }) => {
    const { processes } = view.state;
    const number = (id: "cpu_percent" | "memory_rss" | "memory_percent") =>
      processValue(view, slot, id) as number | null;
    return {
      host: view.host,
      pid: processes.pid[slot] as number,
      start: processes.start[slot] as number,
      name: processes.info.name[slot] ?? null,
      command: commandOf(view, slot),
      username: processes.info.username[slot] ?? null,
      status: processValue(view, slot, "status") as string | null,
      cpu_percent: number("cpu_percent"),
      memory_rss: number("memory_rss"),
      memory_percent: number("memory_percent"),
      io_bytes_per_sec: orNull(ioRateAt(processes, slot)),
    };
  });
