import { describe, expect, test } from "vitest";
import { computeTop, type TopQuestion } from "../../../src/hub/history/top-answer.ts";
import { topAnswer } from "../../../src/protocol/api/top.ts";
import { pastOf } from "../../support/past-of.ts";
import { createReplayedArchive } from "../../support/replayed-archive.ts";
import { createReplayedHost, type ReplayedHost } from "../../support/replayed-host.ts";

const boot = 1_700_000_000_000;
const begin = 1_700_002_800_000 + 3_600_000 * 9;
const hour = 3_600_000;
const at = (second: number): number => begin + second * 1000;

const setUp = () => {
  const archive = createReplayedArchive();
  const hosts: ReplayedHost[] = [];
  const host = (id: string): ReplayedHost => {
    const made = createReplayedHost(archive, id, { boot_time: boot, memory_total: 10_000 });
    hosts.push(made);
    return made;
  };
  const ask = async (changes: Partial<TopQuestion> = {}) =>
    topAnswer.parse(
      await computeTop(pastOf(archive), {
        hosts: await archive.hosts("default"),
        by: "cpu_percent",
        group: "process",
        aggregate: "avg",
        from: begin,
        to: begin + hour,
        limit: 10,
        ...changes,
      }),
    );
  return { archive, host, ask };
};
const old = (pid: number, cpuSeconds: number, more = {}) => ({
  pid,
  start: pid,
  cpu_time: Math.round(cpuSeconds * 10_000),
  ...more,
});
const bornAt = (pid: number, second: number, cpuSeconds: number, more = {}) => ({
  ...old(pid, cpuSeconds, more),
  start: at(second) - boot,
});

describe("who used most", () => {
  test("ranks by what was used in the window, not before it", async () => {
    const { host, ask } = setUp();
    const web = host("web");
    web.sample(at(0), [old(1, 1000), old(2, 5), old(3, 0)]);
    web.sample(at(50), [old(1, 1001), old(2, 25), old(3, 4)]);
    web.sample(at(100), [old(1, 1001), old(2, 45), old(3, 4)]);
    const answer = await ask();
    expect(
      answer.rows.map(({ pid, increase, average, share }) => [pid, increase, average, share]),
    ).toEqual([
      [2, 40, 40, 88.89],
      [3, 4, 4, 8.89],
      [1, 1, 1, 2.22],
    ]);
    expect(answer).toMatchObject({
      covered_from: at(0),
      covered_to: at(100),
      increase_of: "cpu_time",
      total: 45,
      hosts: 1,
      absent: [],
      resolution: [{ resolution: "raw" }],
    });
    expect(answer.rows[0]).toMatchObject({
      host: "web",
      key: "p2",
      name: "p2",
      create_time: boot + 2,
      processes: 1,
      max: null,
    });
  });

  test("counts all that a process used which was born in the window, in one sample too", async () => {
    const { host, ask } = setUp();
    const web = host("web");
    web.sample(at(0), [old(1, 0)]);
    web.sample(at(5), [old(1, 1), bornAt(2, 1, 3)]);
    web.sample(at(10), [old(1, 2)]);
    expect((await ask()).rows.map(({ pid, increase }) => [pid, increase])).toEqual([
      [2, 3],
      [1, 2],
    ]);
  });

  test("carries counters from hour to hour, and a reused pid is another process", async () => {
    const { host, ask } = setUp();
    const web = host("web");
    for (let second = 0; second <= 2 * 3600; second += 600)
      web.sample(at(second), [
        old(1, second / 100),
        second <= 3600 ? bornAt(2, 0, second / 40) : bornAt(2, 3700, second / 50),
      ]);
    const answer = await ask({ to: begin + 2 * hour });
    expect(
      answer.rows.map(({ key, create_time, increase }) => [key, create_time, increase]),
    ).toEqual([
      ["p2", at(3700), 144],
      ["p2", at(0), 90],
      ["p1", boot + 1, 72],
    ]);
  });

  test("groups over all hosts, with the hosts and processes of each", async () => {
    const { host, ask } = setUp();
    for (const [id, factor] of [
      ["web", 1],
      ["db", 2],
    ] as const) {
      const one = host(id);
      one.sample(at(0), [
        old(1, 0, { name: "sh", username: "root" }),
        old(2, 0, { name: "sh", username: "www" }),
      ]);
      one.sample(at(100), [
        old(1, 10 * factor, { name: "sh", username: "root" }),
        old(2, 30 * factor, { name: "sh", username: "www" }),
      ]);
    }
    const rowsBy = async (group: TopQuestion["group"]) =>
      (await ask({ group })).rows.map(({ key, host: on, hosts, processes, increase, average }) => [
        key,
        on,
        hosts,
        processes,
        increase,
        average,
      ]);
    expect(await rowsBy("name")).toEqual([["sh", null, 2, 4, 120, 120]]);
    expect(await rowsBy("user")).toEqual([
      ["www", null, 2, 2, 90, 90],
      ["root", null, 2, 2, 30, 30],
    ]);
    expect(await rowsBy("host")).toEqual([
      ["db", "db", 1, 2, 80, 80],
      ["web", "web", 1, 2, 40, 40],
    ]);
    expect(await rowsBy("container")).toEqual([[null, null, 2, 4, 120, 120]]);
  });

  test("ranks a gauge by its average over the window or by its maximum", async () => {
    const { host, ask } = setUp();
    const web = host("web");
    const shell = { name: "sh" };
    web.sample(at(0), [old(1, 0, { memory_rss: 1000 })]);
    web.sample(at(10), [
      old(1, 0, { memory_rss: 1000 }),
      bornAt(2, 9, 0, { ...shell, memory_rss: 3000 }),
    ]);
    web.sample(at(20), [
      old(1, 0, { memory_rss: 1000 }),
      bornAt(3, 19, 0, { ...shell, memory_rss: 1500 }),
    ]);
    web.sample(at(30), [old(1, 0, { memory_rss: 1000 })]);
    web.sample(at(40), [old(1, 0, { memory_rss: 1000 })]);
    const byAverage = await ask({ by: "memory_rss" });
    expect(
      byAverage.rows.map(({ pid, average, max, share }) => [pid, average, max, share]),
    ).toEqual([
      [1, 1000, 1000, 52.63],
      [2, 600, 3000, 31.58],
      [3, 300, 1500, 15.79],
    ]);
    expect(byAverage).toMatchObject({ total: 1900, increase_of: null });
    const byMax = await ask({ by: "memory_rss", aggregate: "max" });
    expect(byMax.rows.map(({ pid }) => pid)).toEqual([2, 3, 1]);
    const byShare = await ask({ by: "memory_percent", group: "name" });
    expect(byShare.rows.map(({ key, average, max }) => [key, average, max])).toEqual([
      ["p1", 10, 10],
      ["sh", 9, 30],
    ]);
  });

  test("reads rates where a host sends no counters", async () => {
    const { host, ask } = setUp();
    const web = host("web");
    for (const second of [0, 10, 20])
      web.sample(at(second), [{ pid: 1, start: 1, cpu_percent: 5000 }]);
    const answer = await ask();
    expect(answer.rows).toMatchObject([{ pid: 1, increase: 15, average: 75 }]);
  });

  test("says which hosts had no sample in the window", async () => {
    const { host, ask } = setUp();
    host("web").sample(at(0), [old(1, 0)]);
    host("gone").sample(at(-9000), [old(1, 0)]);
    expect(await ask()).toMatchObject({ hosts: 1, absent: ["gone"], rows: [] });
    expect(await ask({ from: 0, to: 1 })).toMatchObject({
      hosts: 0,
      total: null,
      covered_from: null,
      resolution: [],
    });
  });

  test("reads tiers for a long window, short lives included", async () => {
    const { archive, host, ask } = setUp();
    const web = host("web");
    const life = (from: number, to: number): void => {
      for (let second = from; second < to; second += 30) {
        const shell = bornAt(100 + second, second - 5, 0.5, { name: "sh" });
        web.sample(at(second), [old(1, second / 10), shell]);
      }
    };
    life(0, 4 * 3600);
    const window = { to: begin + 4 * hour, limit: 2 };
    const answer = await ask(window);
    expect(answer.resolution.map(({ resolution }) => resolution)).toEqual(["1m"]);
    const names = await ask({ ...window, group: "name" });
    const used = new Map(names.rows.map(({ key, increase }) => [key, increase]));
    // What was used before the first sample of the window is not known to be used within it.
    expect(used.get("p1")).toBe(4 * 360 - 3);
    expect(used.get("sh")).toBe(239.5);
    expect(names.rows.find(({ key }) => key === "sh")?.processes).toBe(480);
    expect(answer.rows[0]).toMatchObject({ pid: 1, name: "p1" });
    expect(answer.total).toBeCloseTo(names.total as number, 3);
    archive.deleteRaw(begin + hour);
    const old1 = (await ask({ ...window, group: "process" })).rows[0];
    expect(old1?.increase).toBe(4 * 360 - 3);
  });
});
