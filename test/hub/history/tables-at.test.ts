import { describe, expect, test } from "vitest";
import { computeDiff } from "../../../src/hub/history/diff-answer.ts";
import { readTablesAt } from "../../../src/hub/history/tables-at.ts";
import { diffAnswer } from "../../../src/protocol/api/diff.ts";
import { snapshotOf } from "../../support/arbitrary-state.ts";
import { pastOf } from "../../support/past-of.ts";
import { createReplayedArchive } from "../../support/replayed-archive.ts";
import { createReplayedHost, type ReplayedHost } from "../../support/replayed-host.ts";

const begin = 1_700_000_000_000 + 3_600_000;
const at = (second: number): number => begin + second * 1000;

const setUp = () => {
  const archive = createReplayedArchive();
  const web = createReplayedHost(archive, "web");
  const tables = (second: number, live: ReplayedHost[] = [], interval_ms = 5000) =>
    readTablesAt(
      pastOf(
        archive,
        live.map(({ view }) => view),
      ),
      [
        { host: "web", interval_ms },
        { host: "db", interval_ms },
      ],
      at(second),
    );
  return { archive, web, tables };
};

describe("the tables at a moment", () => {
  test("are the last at or before it, with the time of their sample", async () => {
    const { web, tables } = setUp();
    web.sample(at(0), [{ pid: 1 }]);
    web.sample(at(5), [{ pid: 1 }, { pid: 2 }]);
    const countAt = async (second: number) =>
      (await tables(second)).tables.map(({ time, view }) => [
        (time - begin) / 1000,
        view.state.processes.count,
      ]);
    expect(await countAt(4.9)).toEqual([[0, 1]]);
    expect(await countAt(5)).toEqual([[5, 2]]);
    expect(await countAt(30)).toEqual([[5, 2]]);
    expect((await tables(5)).absent).toEqual(["db"]);
  });

  test("are absent where the last is older than a minute and three intervals", async () => {
    const { web, tables } = setUp();
    web.sample(at(0), [{ pid: 1 }]);
    expect((await tables(60)).tables).toHaveLength(1);
    expect(await tables(61)).toEqual({ tables: [], absent: ["web", "db"] });
    expect((await tables(90, [], 30_000)).tables).toHaveLength(1);
    expect((await tables(-1)).absent).toEqual(["web", "db"]);
  });

  test("are the live ones as soon as they are the last", async () => {
    const { web, tables } = setUp();
    web.sample(at(0), [{ pid: 1 }]);
    web.sample(at(5), [{ pid: 1, cpu_time: 5, ppid: 0 }], {
      isLive: true,
      host: { load1: 7 },
    });
    expect((await tables(4, [web])).tables[0]?.time).toBe(at(0));
    const live = (await tables(6, [web])).tables[0];
    expect(live).toMatchObject({ time: at(5), view: { host: "web", facts: web.view.facts } });
    expect(live && snapshotOf(live.view.state)).toEqual(snapshotOf(web.view.state));
    expect((await tables(66, [web])).absent).toEqual(["web", "db"]);
  });

  test("stay as they were while the live one moves on", async () => {
    const { web, tables } = setUp();
    web.sample(at(0), [{ pid: 1 }], { isLive: true });
    const [before] = (await tables(1, [web])).tables;
    web.sample(at(5), [{ pid: 2 }, { pid: 3 }], { isLive: true });
    expect(before?.view.state.processes.slotOfPid(1)).toBe(0);
    expect(before?.view.state.processes).toMatchObject({ count: 1, bound: 1 });
  });
});

describe("the difference of two moments", () => {
  const diff = async (
    before: Parameters<ReplayedHost["sample"]>[1],
    after: Parameters<ReplayedHost["sample"]>[1],
    { limit = 10, isReboot = false } = {},
  ) => {
    const { web, tables } = setUp();
    web.sample(at(0), before);
    if (isReboot) web.reboot({ boot_id: "another" });
    web.sample(at(10), after);
    const [a] = (await tables(0)).tables;
    const [b] = (await tables(11)).tables;
    if (a === undefined || b === undefined) throw new Error("no tables");
    const answer = computeDiff(a, b, { from: at(0), to: at(11), limit });
    diffAnswer.parse(answer);
    return answer;
  };
  const pids = (rows: readonly { pid: number }[]) => rows.map(({ pid }) => pid);

  test("tells who came, went, grew and shrank, the largest change first", async () => {
    const answer = await diff(
      [
        { pid: 1, memory_rss: 100, open_fds: 3, cpu_time: 0 },
        { pid: 2, memory_rss: 100, open_fds: 9 },
        { pid: 3, memory_rss: 500 },
        { pid: 4, memory_rss: 9 },
        { pid: 5, memory_rss: 7 },
      ],
      [
        { pid: 1, memory_rss: 300, open_fds: 3, cpu_time: 25_000 },
        { pid: 2, memory_rss: 900, open_fds: 4 },
        { pid: 3, memory_rss: 200 },
        { pid: 7, memory_rss: 1 },
        { pid: 8, memory_rss: 2 },
      ],
    );
    expect(answer).toMatchObject({
      host: "web",
      from_time: at(0),
      to_time: at(10),
      rebooted: false,
      counts: { started: 2, exited: 2, changed: 0 },
    });
    expect(pids(answer.started)).toEqual([8, 7]);
    expect(pids(answer.exited)).toEqual([4, 5]);
    expect(answer.grew.memory_rss).toMatchObject([
      { pid: 2, before: 100, after: 900, change: 800 },
      { pid: 1, change: 200 },
    ]);
    expect(answer.shrank.memory_rss).toMatchObject([{ pid: 3, change: -300 }]);
    expect(answer.grew.cpu_time).toMatchObject([{ pid: 1, change: 2.5 }]);
    expect(answer.grew.open_fds).toEqual([]);
    expect(answer.shrank.open_fds).toMatchObject([{ pid: 2, before: 9, after: 4 }]);
  });

  test("tells which texts changed, as they were and became", async () => {
    const answer = await diff(
      [
        { pid: 1, username: "root", cmdline: ["a"] },
        { pid: 2, cmdline: ["same"] },
      ],
      [
        { pid: 1, username: "www", cmdline: ["a", "b"] },
        { pid: 2, cmdline: ["same"] },
      ],
    );
    expect(answer.changed).toMatchObject([
      {
        pid: 1,
        before: { username: "root", cmdline: ["a"] },
        after: { username: "www", cmdline: ["a", "b"] },
      },
    ]);
  });

  test("takes a reused pid for one that went and one that came", async () => {
    const answer = await diff([{ pid: 1, start: 5 }], [{ pid: 1, start: 9000 }]);
    expect([answer.started, answer.exited]).toMatchObject([[{ start: 9000 }], [{ start: 5 }]]);
  });

  test("takes every process of another boot for another one", async () => {
    const answer = await diff([{ pid: 1 }], [{ pid: 1 }], { isReboot: true });
    expect(answer).toMatchObject({ rebooted: true, counts: { started: 1, exited: 1 } });
  });

  test("gives no more of each than the limit, and how many there are", async () => {
    const many = Array.from({ length: 30 }, (_, pid) => ({ pid, memory_rss: pid }));
    const answer = await diff([], many, { limit: 4 });
    expect(pids(answer.started)).toEqual([29, 28, 27, 26]);
    expect(answer.counts.started).toBe(30);
  });
});
