import { describe, expect, test } from "vitest";
import { computeHostSeries } from "../../../src/hub/history/host-series-answer.ts";
import {
  computeSeries,
  type ProcessSeriesQuestion,
} from "../../../src/hub/history/series-answer.ts";
import { hostSeriesAnswer } from "../../../src/protocol/api/host-series.ts";
import { seriesAnswer } from "../../../src/protocol/api/series.ts";
import { pastOf } from "../../support/past-of.ts";
import { createReplayedArchive } from "../../support/replayed-archive.ts";
import { createReplayedHost, type ReplayedHost } from "../../support/replayed-host.ts";

const boot = 1_700_000_000_000;
/** A whole hour. */
const begin = 1_700_002_800_000 + 3_600_000 * 9;
const minute = 60_000;
const hour = 60 * minute;

const setUp = () => {
  const archive = createReplayedArchive();
  const host = createReplayedHost(archive, "web-07", { boot_time: boot, memory_total: 1000 });
  const ask = async (changes: Partial<ProcessSeriesQuestion> = {}, live: ReplayedHost[] = []) => {
    const answer = await computeSeries(
      pastOf(
        archive,
        live.map(({ view }) => view),
      ),
      {
        host: "web-07",
        pid: 20,
        from: begin,
        to: begin + hour,
        step: 10_000,
        fields: ["cpu_percent", "memory_rss"],
        aggregates: ["avg"],
        ...changes,
      },
    );
    if (answer !== undefined) seriesAnswer.parse(answer);
    return answer;
  };
  return { archive, host, ask };
};
const worker = (cpuSeconds: number, rss = 100) => ({
  pid: 20,
  start: 500,
  name: "worker",
  cpu_time: Math.round(cpuSeconds * 10_000),
  memory_rss: rss,
});

describe("the series of a process", () => {
  test("averages the samples of each bucket, with buckets at multiples of the step", async () => {
    const { host, ask } = setUp();
    for (const [second, cpu, rss] of [
      [1, 0, 100],
      [6, 1, 200],
      [11, 1, 300],
      [16, 4, 500],
    ] as const)
      host.sample(begin + second * 1000, [worker(cpu, rss)]);
    const answer = await ask({ from: begin + 3000, to: begin + 20_000 });
    expect(answer?.buckets).toEqual([
      { time: begin, samples: 2, cpu_percent: { avg: 20 }, memory_rss: { avg: 150 } },
      { time: begin + 10_000, samples: 2, cpu_percent: { avg: 30 }, memory_rss: { avg: 400 } },
    ]);
    expect(answer).toMatchObject({
      from: begin,
      to: begin + 20_000,
      step_ms: 10_000,
      process: { name: "worker" },
    });
  });

  test("weighs a rate by the time it is of: a minute's rate counts for more than a second's", async () => {
    const { host, ask } = setUp();
    host.sample(begin, [worker(0)]);
    host.sample(begin + 1000, [worker(1)]);
    host.sample(begin + 41_000, [worker(1)]);
    const answer = await ask({ step: minute });
    expect(answer?.buckets[0]?.cpu_percent).toEqual({ avg: 2.44 });
  });

  test("leaves out buckets without a sample, and null where a field was never read", async () => {
    const { host, ask } = setUp();
    host.sample(begin, [worker(0)]);
    host.sample(begin + 35_000, [worker(0)]);
    const answer = await ask({ fields: ["open_fds"] });
    expect(answer?.buckets).toEqual([
      { time: begin, samples: 1, open_fds: { avg: null } },
      { time: begin + 30_000, samples: 1, open_fds: { avg: null } },
    ]);
  });

  test("gives the aggregates that are asked for, a share of memory too", async () => {
    const { host, ask } = setUp();
    for (const [index, rss] of [300, 100, 200].entries())
      host.sample(begin + index * 1000, [worker(index, rss)]);
    const answer = await ask({
      fields: ["memory_rss", "memory_percent", "cpu_time"],
      aggregates: ["avg", "max", "min", "last"],
    });
    expect(answer?.buckets).toEqual([
      {
        time: begin,
        samples: 3,
        memory_rss: { avg: 200, max: 300, min: 100, last: 200 },
        memory_percent: { avg: 20, max: 30, min: 10, last: 20 },
        cpu_time: { avg: 1, max: 2, min: 0, last: 2 },
      },
    ]);
  });

  test("reads tiers for a long window, and what is kept no longer in one from the next", async () => {
    const { archive, host, ask } = setUp();
    for (let second = 0; second < 9 * 3600 + 600; second += 30)
      host.sample(begin + second * 1000, [worker(second / 10, second)]);
    const window = { from: begin - 30 * hour, to: begin + 12 * hour };
    const tier = await ask({ ...window, step: 10 * minute });
    expect(tier?.resolution).toEqual([{ from: begin, to: begin + 12 * hour, resolution: "10m" }]);
    expect(tier?.buckets).toHaveLength(55);
    expect(tier?.buckets.every(({ samples }) => samples === 20)).toBe(true);
    expect(tier?.buckets.slice(1).map((bucket) => bucket.cpu_percent)).toEqual(
      Array.from({ length: 54 }, () => ({ avg: 10 })),
    );
    expect(tier?.buckets[10]?.memory_rss).toEqual({ avg: 10 * 600 + 285 });

    archive.deleteRaw(begin + 4 * hour + 15_000);
    const mixed = await ask({ ...window, step: 90_000 });
    expect(mixed?.resolution).toEqual([
      { from: begin, to: begin + 4 * hour, resolution: "1m" },
      { from: begin + 4 * hour + 30_000, to: begin + 12 * hour, resolution: "raw" },
    ]);
    expect(mixed?.buckets.at(-2)).toMatchObject({ samples: 3, cpu_percent: { avg: 10 } });
    expect(mixed?.buckets[2]).toMatchObject({ samples: 4, cpu_percent: { avg: 10 } });
  });

  test("finds a short life that no tier has a track of, as long as raw samples are kept", async () => {
    const { archive, host, ask } = setUp();
    const busier = (second: number) =>
      Array.from({ length: 12 }, (_, index) => ({
        pid: 100 + index,
        start: index,
        cpu_time: second * 1000,
        memory_rss: 1_000_000,
      }));
    for (let second = 0; second < 600; second += 5) {
      const isThere = second === 100 || second === 105;
      const short = { ...worker(0), start: begin - boot + 98_000 };
      host.sample(begin + second * 1000, isThere ? [...busier(second), short] : busier(second));
    }
    const window = { from: begin - 30 * hour, step: minute };
    expect((await ask(window))?.buckets).toMatchObject([{ samples: 2 }]);
    archive.deleteRaw(begin + hour);
    expect(await ask(window)).toBeUndefined();
  });

  test("reads the present where the archive has nothing yet", async () => {
    const { host, ask } = setUp();
    host.sample(begin + 1000, [worker(0)], { isLive: true });
    expect((await ask({}, [host]))?.buckets).toMatchObject([{ time: begin, samples: 1 }]);
  });
});

describe("the series of a host", () => {
  test("has its own fields in buckets, its share of memory too", async () => {
    const archive = createReplayedArchive();
    const host = createReplayedHost(archive, "web-07", { memory_total: 1000 });
    for (let index = 0; index < 4; index++)
      host.sample(begin + index * 5000, [], { host: { load1: index * 100, memory_used: 500 } });
    const answer = hostSeriesAnswer.parse(
      await computeHostSeries(pastOf(archive), {
        host: "web-07",
        from: begin,
        to: begin + hour,
        step: 10_000,
        fields: ["load1", "memory_percent"],
        aggregates: ["avg", "max"],
      }),
    );
    expect(answer.buckets).toEqual([
      {
        time: begin,
        samples: 2,
        load1: { avg: 0.5, max: 1 },
        memory_percent: { avg: 50, max: 50 },
      },
      {
        time: begin + 10_000,
        samples: 2,
        load1: { avg: 2.5, max: 3 },
        memory_percent: { avg: 50, max: 50 },
      },
    ]);
  });

  test("is the same from a tier as from raw samples", async () => {
    const archive = createReplayedArchive();
    const host = createReplayedHost(archive, "web-07");
    for (let second = 0; second < 8 * 3600; second += 20)
      host.sample(begin + second * 1000, [], {
        host: { load1: second % 700, disk_read_bytes: second * 1000 },
      });
    const ask = (from: number) =>
      computeHostSeries(pastOf(archive), {
        host: "web-07",
        from,
        to: begin + 8 * hour,
        step: 10 * minute,
        fields: ["load1", "disk_read_bytes_per_sec"],
        aggregates: ["avg", "max", "min", "last"],
      });
    const raw = await ask(begin);
    const tier = await ask(begin - 30 * hour);
    expect(raw.resolution).toMatchObject([{ resolution: "raw" }]);
    expect(tier.resolution).toMatchObject([{ resolution: "10m" }]);
    expect(tier.buckets).toHaveLength(48);
    // In the first sample nothing tells how much a counter grew.
    expect(tier.buckets.slice(1)).toEqual(raw.buckets.slice(1));
  });
});
