import { type Snapshot } from "../../protocol/api/snapshots.ts";

/** The totals of one sample, or of one bucket; wire integers, NaN where not known. */
export interface SnapshotRow {
  readonly time: number;
  /** Samples it stands for. */
  readonly weight: number;
  readonly processes: number;
  /** Hundredths of a percent. */
  readonly cpuPercent: number;
  /** Bytes. */
  readonly memoryRss: number;
  /** Hundredths of a percent. */
  readonly systemCpu: number;
  /** Percent. */
  readonly systemMemory: number;
}

const measures = [
  "processes",
  "cpuPercent",
  "memoryRss",
  "systemCpu",
  "systemMemory",
] as const satisfies readonly (keyof SnapshotRow)[];

/** Means over buckets of `step` milliseconds, oldest first; those without a row are left out. */
export const averageRows = (rows: readonly SnapshotRow[], step: number): SnapshotRow[] => {
  const buckets = new Map<number, SnapshotRow[]>();
  for (const row of rows) {
    const time = Math.floor(row.time / step) * step;
    const bucket = buckets.get(time);
    if (bucket === undefined) buckets.set(time, [row]);
    else bucket.push(row);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([time, bucket]) => {
      const mean = Object.fromEntries(measures.map((id) => [id, meanOf(bucket, id)])) as Record<
        (typeof measures)[number],
        number
      >;
      return { time, weight: bucket.reduce((sum, { weight }) => sum + weight, 0), ...mean };
    });
};

/** NaN where none of them is known. */
const meanOf = (rows: readonly SnapshotRow[], id: (typeof measures)[number]): number => {
  let sum = 0;
  let weights = 0;
  for (const row of rows) {
    if (Number.isNaN(row[id])) continue;
    sum += row[id] * row.weight;
    weights += row.weight;
  }
  return weights === 0 ? Number.NaN : sum / weights;
};

/** A row as answers show it. */
export const snapshotOf = (row: SnapshotRow): Snapshot => ({
  time: row.time,
  total_processes: hundredths(row.processes),
  total_cpu_percent: hundredths(row.cpuPercent / 100),
  total_memory_mb: hundredths(row.memoryRss / 1_048_576),
  system_cpu_percent: hundredths(row.systemCpu / 100),
  system_memory_percent: hundredths(row.systemMemory),
});

const hundredths = (value: number): number | null =>
  Number.isNaN(value) ? null : Math.round(value * 100) / 100;
