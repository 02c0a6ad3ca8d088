import { expect, test } from "vitest";
import { type RecentSamples } from "../../../src/hub/recent/recent-history.ts";
import { computeTrends } from "../../../src/hub/summary/trends.ts";

const minute = 60_000;
const now = 1_800_000_000_000;
/** Samples `[minutes ago, processes, cpu in hundredths, bytes]`. */
const samplesOf = (
  rows: readonly (readonly [number, number, number, number])[],
): RecentSamples => ({
  times: Float64Array.from(rows, ([ago]) => now - ago * minute),
  totals: {
    processes: Float64Array.from(rows, (row) => row[1]),
    cpuPercent: Float64Array.from(rows, (row) => row[2]),
    memoryRss: Float64Array.from(rows, (row) => row[3]),
  },
  hostColumn: () => new Float64Array(rows.length),
});
const trendsOf = (hosts: Readonly<Record<string, RecentSamples>>, minutes = 60) =>
  computeTrends(
    { samples: ({ host }) => hosts[host] ?? samplesOf([]) },
    { tenant: "default", hosts: Object.keys(hosts), now, minutes, pause: async () => undefined },
  );

test("adds up the averages of the hosts, step by step", async () => {
  const trends = await trendsOf({
    a: samplesOf([
      [2, 10, 100, 1000],
      [1.5, 20, 300, 3000],
      [0.5, 30, Number.NaN, 5000],
    ]),
    b: samplesOf([[0.25, 5, 50, 100]]),
  });
  expect(trends).toEqual({
    step_ms: minute,
    points: [
      { time: now - 2 * minute, hosts: 1, processes: 15, cpu_percent: 2, memory_rss: 2000 },
      { time: now - minute, hosts: 2, processes: 35, cpu_percent: 0.5, memory_rss: 5100 },
    ],
  });
});

test("takes longer steps over a longer time", async () => {
  const trends = await trendsOf(
    {
      a: samplesOf([
        [700, 1, 1, 1],
        [1, 1, 1, 1],
      ]),
    },
    720,
  );
  expect(trends?.step_ms).toBe(12 * minute);
  expect(trends?.points).toHaveLength(2);
});

test("is null where nothing is in memory", async () => {
  expect(await trendsOf({ a: samplesOf([]) })).toBeNull();
});
