import { type SummaryAnswer } from "../../protocol/api/summary.ts";
import { processFields } from "../../protocol/process-fields.ts";
import { type RecentHistory } from "../recent/recent-history.ts";
import { type TenantId } from "../tenant.ts";
import { orNull, plus } from "./usage-sum.ts";

/** Points of an answer; each is at least as long as a minute. */
const maxPoints = 60;
const leastStepMs = 60_000;

const columns = ["processes", "cpuPercent", "memoryRss"] as const;
type Column = (typeof columns)[number];

/** One step: of each column the sum over the hosts of their averages. */
interface Step {
  hosts: number;
  readonly sums: Record<Column, number>;
}

/**
 * How processes, CPU and memory of all hosts went over a window, from what is in memory. null where none
 * of it is there. `pause` lets others run between two hosts.
 */
export const computeTrends = async (
  recent: Pick<RecentHistory, "samples">,
  {
    tenant,
    hosts,
    now,
    minutes,
    pause,
  }: {
    tenant: TenantId;
    hosts: readonly string[];
    now: number;
    minutes: number;
    pause: () => Promise<void>;
  },
): Promise<SummaryAnswer["trends"]> => {
  const stepMs = Math.max(leastStepMs, Math.ceil(minutes / maxPoints) * 60_000);
  const first = Math.floor((now - minutes * 60_000) / stepMs) * stepMs;
  const steps = new Map<number, Step>();
  for (const host of hosts) {
    const { times, totals } = recent.samples({ tenant, host }, { from: first, to: now });
    for (let begin = 0; begin < times.length; ) {
      const time = Math.floor((times[begin] as number) / stepMs) * stepMs;
      let end = begin;
      while (end < times.length && (times[end] as number) < time + stepMs) end++;
      const step = steps.get(time) ?? newStep();
      steps.set(time, step);
      step.hosts++;
      for (const id of columns)
        step.sums[id] = plus(step.sums[id], average(totals[id], begin, end));
      begin = end;
    }
    await pause();
  }
  if (steps.size === 0) return null;
  const cpuPerUnit = Math.round(1 / processFields.cpu_percent.resolution);
  return {
    step_ms: stepMs,
    points: [...steps]
      .sort(([a], [b]) => a - b)
      .map(([time, { hosts: count, sums }]) => ({
        time,
        hosts: count,
        processes: rounded(sums.processes, 10),
        cpu_percent: rounded(sums.cpuPercent / cpuPerUnit, 100),
        memory_rss: rounded(sums.memoryRss, 1),
      })),
  };
};

const newStep = (): Step => ({
  hosts: 0,
  sums: { processes: Number.NaN, cpuPercent: Number.NaN, memoryRss: Number.NaN },
});

const average = (column: Float64Array, begin: number, end: number): number => {
  let sum = 0;
  let count = 0;
  for (let i = begin; i < end; i++) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
};

const rounded = (value: number, perUnit: number): number | null =>
  orNull(Math.round(value * perUnit) / perUnit);
