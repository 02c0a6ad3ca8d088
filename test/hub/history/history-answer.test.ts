import { describe, expect, test } from "vitest";
import {
  computeHistory,
  type HistoryQuestion,
  historyAnswerOf,
  historyText,
} from "../../../src/hub/history/history-answer.ts";
import { historyAnswer } from "../../../src/protocol/api/history.ts";
import { type ProcessFieldId } from "../../../src/protocol/process-fields.ts";
import { pastOf } from "../../support/past-of.ts";
import { createReplayedArchive } from "../../support/replayed-archive.ts";
import { createReplayedHost, type ReplayedHost } from "../../support/replayed-host.ts";

const boot = 1_700_000_000_000;
const begin = boot + 3_600_000 * 10;
const at = (second: number): number => begin + second * 1000;

const fieldIds: ProcessFieldId[] = ["cpu_percent", "memory_rss", "memory_percent", "status"];
const setUp = () => {
  const archive = createReplayedArchive();
  const host = createReplayedHost(archive, "web-07", { memory_total: 1000 });
  const ask = async (
    changes: Partial<HistoryQuestion> = {},
    { live, signal }: { live?: ReplayedHost; signal?: AbortSignal } = {},
  ) => {
    const question = {
      host: "web-07",
      pid: 20,
      from: begin - 1,
      to: begin + 3_600_000,
      fields: fieldIds,
      limit: 1000,
      ...changes,
    };
    const past = pastOf(archive, live === undefined ? [] : [live.view], signal);
    const history = await computeHistory(
      archive.pieces({ tenant: "default", host: "web-07" }, question),
      question,
      { present: past.presentOf("web-07"), scan: past.scan },
    );
    if (history === undefined) return undefined;
    const answer = historyAnswerOf(history);
    let text = "";
    for await (const piece of historyText(history, past.scan)) text += piece;
    expect(JSON.parse(text)).toEqual(answer);
    return answer;
  };
  return { archive, host, ask };
};
const worker = (cpuTime: number, rss = 100) => ({
  pid: 20,
  start: 500,
  name: "worker",
  cmdline: ["worker", "-x"],
  username: "www",
  status: "R",
  cpu_time: cpuTime,
  memory_rss: rss,
});

describe("the history of a process", () => {
  test("has every raw sample in units, rates from counters, and says whose it is", async () => {
    const { host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    host.sample(at(5), [worker(25_000, 250)]);
    host.sample(at(10), [worker(25_000, 250)]);
    const answer = historyAnswer.parse(await ask());
    expect(answer.points).toEqual([
      { time: at(0), cpu_percent: null, memory_rss: 100, memory_percent: 10, status: "R" },
      { time: at(5), cpu_percent: 50, memory_rss: 250, memory_percent: 25, status: "R" },
      { time: at(10), cpu_percent: 0, memory_rss: 250, memory_percent: 25, status: "R" },
    ]);
    expect(answer).toMatchObject({ total: 3, others: [] });
    expect(answer.process).toEqual({
      host: "web-07",
      boot_id: expect.any(String) as string,
      pid: 20,
      start: 500,
      create_time: boot + 500,
      name: "worker",
      cmdline: ["worker", "-x"],
      username: "www",
      first_seen: at(0),
      last_seen: at(10),
      alive: null,
    });
  });

  test("gives the newest owner of a pid that was used again, lists the other, gives it by create_time", async () => {
    const { host, ask } = setUp();
    const second = { ...worker(0), start: 36_003_000, name: "second" };
    host.sample(at(0), [worker(0)]);
    host.sample(at(5), [second]);
    host.sample(at(10), [second]);
    const newest = await ask();
    expect(newest?.points.map(({ time }) => time)).toEqual([at(5), at(10)]);
    expect(newest?.process).toMatchObject({ name: "second", create_time: boot + 36_003_000 });
    expect(newest?.others).toMatchObject([
      { name: "worker", create_time: boot + 500, alive: false, last_seen: at(0) },
    ]);
    const older = await ask({ createTime: boot + 500 });
    expect(older?.points.map(({ time }) => time)).toEqual([at(0)]);
    expect(older?.others).toMatchObject([{ name: "second" }]);
    expect(await ask({ createTime: boot + 20_000 })).toBeUndefined();
  });

  test("takes the same pid and start after a reboot for another process", async () => {
    const { host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    host.reboot({ boot_id: "another", boot_time: begin });
    host.sample(at(5), [worker(0)]);
    const answer = await ask();
    expect(answer?.process).toMatchObject({ boot_id: "another", create_time: begin + 500 });
    expect(answer?.others).toHaveLength(1);
  });

  test("joins the hours of a life, and gives only what lies in the window", async () => {
    const { host, ask } = setUp();
    for (let second = 0; second < 3 * 3600; second += 600)
      host.sample(at(second), [worker(second)]);
    const answer = await ask({ from: at(1200), to: at(8400) });
    expect(answer?.points.map(({ time }) => (time - begin) / 600_000)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    ]);
    expect(answer?.process).toMatchObject({ first_seen: at(1200), last_seen: at(8400) });
  });

  test("gives the newest points where there are more than the limit, and their number", async () => {
    const { host, ask } = setUp();
    for (let second = 0; second < 3 * 3600; second += 600)
      host.sample(at(second), [worker(second)]);
    const answer = await ask({ to: at(11_000), limit: 8 });
    expect(answer?.total).toBe(18);
    expect(answer?.points.map(({ time }) => (time - begin) / 600_000)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17,
    ]);
    expect(answer?.process.first_seen).toBe(at(0));
  });

  test("texts are those of each sample", async () => {
    const { host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    host.sample(at(5), [{ ...worker(0), username: "root" }]);
    const answer = await ask({ fields: ["username", "age", "create_time"] });
    expect(answer?.points).toEqual([
      { time: at(0), username: "www", age: 35_999.5, create_time: boot + 500 },
      { time: at(5), username: "root", age: 36_004.5, create_time: boot + 500 },
    ]);
    const early = await ask({ to: at(1) });
    expect(early?.process.username).toBe("www");
  });

  test("ends with the live sample, once, and tells whether the process still lives", async () => {
    const { archive, host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    host.sample(at(5), [worker(5000)], { isLive: true });
    const early = await ask({}, { live: host });
    expect(early?.points.map((point) => point.cpu_percent)).toEqual([null, 10]);
    expect(early?.process.alive).toBe(true);
    archive.add("web-07", host.view.facts, host.view.state);
    expect((await ask({}, { live: host }))?.points).toEqual(early?.points);
    host.sample(at(10), []);
    expect((await ask({}, { live: host }))?.process).toMatchObject({
      alive: false,
      last_seen: at(5),
    });
  });

  test("is nothing for a pid that nobody had in the window", async () => {
    const { host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    expect(await ask({ pid: 21 })).toBeUndefined();
    expect(await ask({ from: at(1) })).toBeUndefined();
  });

  test("ends once the request is aborted", async () => {
    const { host, ask } = setUp();
    host.sample(at(0), [worker(0)]);
    await expect(ask({}, { signal: AbortSignal.abort(new Error("gone")) })).rejects.toThrow("gone");
  });
});
