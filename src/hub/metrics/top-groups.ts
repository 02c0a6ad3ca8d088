import { type ProcessTable } from "../../protocol/process-table.ts";
import { groupNameAt } from "./group-name.ts";
import { processMetrics } from "./process-metrics.ts";

/** The processes of one name on a host, together. */
export interface Group {
  /** Empty for the rest. */
  readonly name: string;
  processes: number;
  /** Sums of wire integers, one a metric of `processMetrics`; NaN where no process has a value. */
  readonly sums: Float64Array;
}

const cpu = processMetrics.findIndex(({ id }) => id === "cpu_percent");
const rss = processMetrics.findIndex(({ id }) => id === "memory_rss");

/**
 * The `count` groups of a host that use most CPU, those that use most memory, and all others as one: so
 * the number of series has a bound, whatever programs call themselves.
 */
export const computeTopGroups = (
  table: ProcessTable,
  count: number,
): {
  readonly shown: readonly Group[];
  readonly rest: Group;
  readonly living: ReadonlySet<string>;
} => {
  const groups = new Map<string, Group>();
  for (let slot = 0; slot < table.bound; slot++) {
    if (table.used[slot] !== 1) continue;
    const name = groupNameAt(table, slot);
    const group = groups.get(name) ?? newGroup(name);
    groups.set(name, group);
    group.processes++;
    for (const [metric, { id }] of processMetrics.entries())
      addTo(group.sums, metric, table.numbers[id][slot] as number);
  }
  const all = [...groups.values()];
  const topBy = (metric: number): Group[] =>
    all
      .filter(({ sums }) => (sums[metric] as number) > 0)
      .sort((a, b) => (b.sums[metric] as number) - (a.sums[metric] as number))
      .slice(0, count);
  const shown = new Set([...topBy(cpu), ...topBy(rss)]);
  const rest = newGroup("");
  for (const group of all) {
    if (shown.has(group)) continue;
    rest.processes += group.processes;
    for (let metric = 0; metric < rest.sums.length; metric++)
      addTo(rest.sums, metric, group.sums[metric] as number);
  }
  return { shown: [...shown], rest, living: new Set(groups.keys()) };
};

const newGroup = (name: string): Group => ({
  name,
  processes: 0,
  sums: new Float64Array(processMetrics.length).fill(Number.NaN),
});

const addTo = (sums: Float64Array, metric: number, value: number): void => {
  if (Number.isNaN(value)) return;
  const before = sums[metric] as number;
  sums[metric] = Number.isNaN(before) ? value : before + value;
};
