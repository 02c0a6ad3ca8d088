import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { diffAnswer } from "../../../../src/protocol/api/diff.ts";
import { historyAnswer } from "../../../../src/protocol/api/history.ts";
import { hostSeriesAnswer } from "../../../../src/protocol/api/host-series.ts";
import { processesAnswer } from "../../../../src/protocol/api/processes.ts";
import { seriesAnswer } from "../../../../src/protocol/api/series.ts";
import { topAnswer } from "../../../../src/protocol/api/top.ts";
import { treeAnswer } from "../../../../src/protocol/api/tree.ts";
import { type AgentPeer } from "../../../support/agent-peer.ts";
import { settle } from "../../../support/fake-clock.ts";
import { askHttp, type HttpHub, openHttpHub } from "../../../support/http-hub.ts";
import { createReplayedArchive } from "../../../support/replayed-archive.ts";

let http: HttpHub;
let url: string;
let agent: AgentPeer;
let begin: number;
/** Called when the archive is asked for pieces. */
let onPieces: () => Promise<void>;

/** Of db-01, every 5 s: worker 20 all the time, job 30 in the second sample alone; the third is live only. */
beforeEach(async () => {
  http = await openHttpHub();
  const plain = createReplayedArchive();
  onPieces = async () => {};
  let isKept = true;
  http.hub.follow({
    accept: (host) => {
      if (isKept) plain.add(host.host, host.facts, host.state);
    },
  });
  const archive = {
    ...http.archive,
    ...plain,
    pieces: async function* (...asked: Parameters<typeof plain.pieces>) {
      await onPieces();
      yield* plain.pieces(...asked);
    },
  };
  ({ url } = await http.serve({ archive }));
  begin = http.clock.now();
  agent = await http.agent("db-01");
  await http.clock.advanceAsync(5000);
  agent.put(20, { name: "worker", rss: 5000, cpuTime: 10_000 });
  agent.put(30, { name: "job", rss: 1000, cpuTime: 40_000 });
  agent.delta(2);
  await settle();
  await http.clock.advanceAsync(5000);
  isKept = false;
  agent.put(20, { name: "worker", rss: 4000, cpuTime: 20_000 });
  agent.state.processes.remove(30);
  agent.delta(3);
  await settle();
  await http.clock.advanceAsync(1000);
});
afterEach(() => http.close());

const ask = async (path: string, headers: Record<string, string> = {}) =>
  askHttp(new URL(`/api/v1${path}`, url), { headers });
const body = async (path: string): Promise<unknown> => {
  const answer = await ask(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const problem = async (path: string): Promise<unknown> => {
  const { status, body: told } = await ask(path);
  return [status, (told as { detail: string }).detail];
};

describe("the past over HTTP", () => {
  test("history of a process up to the live sample, ten minutes of it or a window", async () => {
    const answer = historyAnswer.parse(
      await body("/processes/20/history?agent_id=db-01&fields=cpu_percent,memory_rss"),
    );
    expect(answer.points).toEqual([
      { time: begin, cpu_percent: null, memory_rss: 1000 },
      { time: begin + 5000, cpu_percent: 20, memory_rss: 5000 },
      { time: begin + 10_000, cpu_percent: 20, memory_rss: 4000 },
    ]);
    expect(answer.process).toMatchObject({ name: "worker", alive: true });
    const early = historyAnswer.parse(
      await body(`/processes/20/history?host=db-01&to=${begin + 4000}&minutes=1`),
    );
    expect(early).toMatchObject({ from: begin - 56_000, to: begin + 4000, total: 1 });
  });

  test("history as CSV", async () => {
    const answer = await ask("/processes/20/history?host=db-01&fields=memory_rss&limit=2", {
      accept: "text/csv",
    });
    expect(answer.text).toBe(
      `time,memory_rss\r\n${begin + 5000},5000\r\n${begin + 10_000},4000\r\n`,
    );
  });

  test("series of a process and of its host", async () => {
    const series = seriesAnswer.parse(
      await body("/processes/20/series?host=db-01&from=-1m&step=5s&agg=max&fields=rss"),
    );
    expect(series.buckets.map(({ samples }) => samples)).toEqual([1, 1, 1]);
    const answer = hostSeriesAnswer.parse(
      await body("/hosts/db-01/series?from=-1m&step=30s&fields=load1"),
    );
    expect(answer.buckets).toHaveLength(1);
  });

  test("who used most, of one host and of all", async () => {
    const one = topAnswer.parse(await body("/processes/top?host=db-01&from=-1m"));
    expect(one.rows.map(({ name, increase }) => [name, increase])).toEqual([["worker", 2]]);
    const all = topAnswer.parse(await body("/processes/top?by=rss&group=host&agg=max"));
    expect(all.rows.map(({ key }) => key)).toEqual(["db-01", "web-07"]);
    expect(all).toMatchObject({ hosts: 2, absent: [] });
  });

  test("processes and trees of a moment, with the time of their sample, absent hosts named", async () => {
    const namesAt = async (at: string) =>
      processesAnswer.parse(
        await body(`/processes?at=${at}&host=db-01&sort=pid&fields=pid,memory_rss`),
      );
    expect(await namesAt(String(begin + 7000))).toMatchObject({
      at: begin + 7000,
      samples: [{ host: "db-01", time: begin + 5000 }],
      absent: [],
      processes: [{ pid: 1 }, { pid: 20, memory_rss: 5000 }, { pid: 30 }],
    });
    expect((await namesAt("now")).samples).toEqual([{ host: "db-01", time: begin + 10_000 }]);
    const before = processesAnswer.parse(await body("/processes?at=-30s"));
    expect(before).toMatchObject({ total: 0, samples: [], absent: ["db-01", "web-07"] });

    const tree = treeAnswer.parse(await body(`/processes/tree?host=db-01&at=${begin + 7000}`));
    expect(tree).toMatchObject({ time: begin + 5000, processes: [{ pid: 1 }] });
    expect(tree.processes[0]?.children.map(({ pid }) => pid)).toEqual([20, 30]);
    expect(await problem("/processes/tree?host=db-01&at=-1h")).toEqual([
      404,
      expect.stringContaining("expected a moment of which a sample of db-01 is kept"),
    ]);
  });

  test("what changed between two moments", async () => {
    const answer = diffAnswer.parse(
      await body(`/diff?agent_id=db-01&from=${begin}&to=${begin + 6000}`),
    );
    expect(answer.started).toMatchObject([{ pid: 30, name: "job" }]);
    expect(answer.exited).toEqual([]);
    const later = diffAnswer.parse(await body(`/diff?host=db-01&from=${begin + 6000}`));
    expect(later.exited).toMatchObject([{ pid: 30 }]);
    expect(later).toMatchObject({ to_time: begin + 10_000 });
    expect(await problem("/diff?host=db-01&from=-2h&to=now")).toEqual([
      404,
      expect.stringContaining("a sample of db-01 is kept"),
    ]);
  });

  test("says what is wrong with a question", async () => {
    expect(await problem("/processes/20/history?host=none")).toEqual([
      404,
      "expected a host of this hub, got none",
    ]);
    expect(await problem("/processes/99/series?host=db-01&from=-1m")).toEqual([
      404,
      expect.stringMatching(/^expected a pid that a process of db-01 had from .*, got 99$/),
    ]);
    expect(await problem("/processes/20/history")).toEqual([
      400,
      "query parameter host: expected the id of one host, got nothing",
    ]);
    expect(await problem("/processes/x/history?host=db-01")).toEqual([
      400,
      expect.stringContaining("pid: expected a whole number"),
    ]);
    expect(await problem("/processes/top?by=memory")).toEqual([
      400,
      expect.stringContaining("query parameter by: expected the id of a process field"),
    ]);
    expect(await problem("/processes/top?from=yesterday")).toEqual([
      400,
      expect.stringContaining('or now, got "yesterday"'),
    ]);
    expect(await problem("/hosts/db-01/series?from=-30d&step=1s")).toEqual([
      400,
      expect.stringContaining("query parameter step: expected at least"),
    ]);
  });

  test("stops reading once nobody waits for the answer", async () => {
    let asked = 0;
    const reached = new Promise<() => void>((resolve) => {
      onPieces = () => {
        asked++;
        return new Promise((go) => resolve(go));
      };
    });
    const sent = request(`${url}/api/v1/processes/top?from=-1m`);
    sent.on("error", () => {}).end();
    const go = await reached;
    sent.destroy();
    const log = (): number => http.log.lines.length;
    const before = log();
    // Until the server has seen the end of the connection.
    for (let turn = 0; turn < 50; turn++) await settle();
    onPieces = async () => void asked++;
    go();
    for (let turn = 0; turn < 50; turn++) await settle();
    expect(asked).toBe(1);
    expect(http.log.lines.slice(before).filter(({ level }) => level === "error")).toEqual([]);
  });
});
