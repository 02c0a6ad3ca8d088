import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPast, openEmbeddedPast } from "../../../src/cli/embedded-past.ts";
import { readListQuery } from "../../../src/cli/list-query.ts";
import { type AskedQuery, createHubClient, type HubClient } from "../../../src/cli/past/ask-hub.ts";
import { askDiff } from "../../../src/cli/past/diff-rows.ts";
import { askEvents } from "../../../src/cli/past/event-rows.ts";
import { askHistory } from "../../../src/cli/past/history-rows.ts";
import { askHostsAt, askTreeAt } from "../../../src/cli/past/hosts-at.ts";
import { type ListAt } from "../../../src/cli/past/list-at.ts";
import { type LocalZone } from "../../../src/cli/past/local-zone.ts";
import { type PastAnswer, type PastQuestion } from "../../../src/cli/past/past-answer.ts";
import { askProcessesAt } from "../../../src/cli/past/processes-at.ts";
import { askSeries } from "../../../src/cli/past/series-rows.ts";
import { askTop } from "../../../src/cli/past/top-rows.ts";
import { readOptions } from "../../../src/cli/read-options.ts";
import { tuiCommand } from "../../../src/cli/tui-command.ts";
import { type TuiOptions } from "../../../src/cli/tui-task.ts";
import { createHub } from "../../../src/hub/hub.ts";
import { type Channel } from "../../../src/protocol/effects.ts";
import { isSafeText } from "../../../src/protocol/safe-text.ts";
import { type AgentPeer, connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const utc: LocalZone = { offsetAt: () => 0 };
const clock = createFakeClock();
const log = createRecordingLogger();
const hub = createHub({ clock, log, maxHosts: 10 });
let past: EmbeddedPast;
let server: Server;
let client: HubClient;
/** When the first sample of both hosts was made; five more of db-1 follow, every 5 seconds. */
const begin = clock.now();

const connectAgent = async (host: string): Promise<AgentPeer> => {
  const accept = (channel: Channel): void => hub.acceptAgent(channel);
  const peer = connectAgentPeer(accept, { host, now: () => clock.now() });
  peer.hello();
  peer.put(1, { name: "init", ppid: 0 });
  peer.key(1);
  await settle();
  return peer;
};

/** On db-1 a parent comes with the second sample, and its child with the fourth. */
beforeAll(async () => {
  past = await openEmbeddedPast({ hub, clock, random: Math.random, log });
  server = createServer((request, response) => {
    void past.ask(request.url ?? "").then(({ status, body }) => {
      response.statusCode = status;
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = createHubClient(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  await connectAgent("web-07");
  const peer = await connectAgent("db-1");
  for (let sample = 1; sample <= 5; sample++) {
    clock.advance(5000);
    peer.put(100, { name: "parent", rss: 1_000_000 * sample, cpuTime: 10_000 * sample });
    if (sample >= 3) peer.put(200, { name: "child", ppid: 100, rss: 5_000_000 });
    peer.delta(sample + 1);
    await settle();
  }
  clock.advance(1000);
});
afterAll(async () => {
  client.close();
  server.close();
  await past.close();
  hub.close();
});

const optionsOf = async (argv: readonly string[]): Promise<TuiOptions> =>
  (await readOptions(tuiCommand, { argv, env: {}, version: "1.2.3" })).values;

const asked = async (
  ask: (question: PastQuestion) => Promise<PastAnswer>,
  { argv = [], pid, query = {} }: { argv?: string[]; pid?: number; query?: AskedQuery },
): Promise<PastAnswer> =>
  ask({ client, pid, query: { host: "db-1", ...query }, options: await optionsOf(argv) });

const listAt = async (at: number, argv: readonly string[] = []): Promise<ListAt> => {
  const options = await optionsOf(argv);
  return { client, at, front: { at: "then" }, query: readListQuery(options), options, width: null };
};

describe("questions about the past", () => {
  test("history: a row a sample, with host and pid; the table has the same", async () => {
    const fields = ["--fields", "memory_rss,name"];
    const answer = await asked(askHistory, { pid: 100, argv: fields });
    expect(answer.document).toEqual(
      [1, 2, 3, 4, 5].map((sample) => ({
        host: "db-1",
        pid: 100,
        time: begin + sample * 5000,
        memory_rss: 1_000_000 * sample,
        name: "parent",
      })),
    );
    const [titles, first] = answer.table(utc, null).split("\n");
    expect(titles).toMatch(/^TIME +RSS NAME$/);
    expect(first).toBe(
      `${new Date(begin + 5000).toISOString().slice(0, 19).replace("T", " ")} 977K parent`,
    );
  });

  test("history: says where a limit left out older samples", async () => {
    const { notes } = await asked(askHistory, { pid: 100, query: { limit: 2 } });
    expect(notes).toEqual(["the newest 2 of 5 samples; --limit gives more"]);
  });

  test("series: a row a bucket, a column for each aggregate", async () => {
    const argv = ["--fields", "rss", "--agg", "avg,max", "--step", "1m"];
    const answer = await asked(askSeries, { pid: 100, argv });
    expect(answer.document).toEqual([
      expect.objectContaining({
        host: "db-1",
        pid: 100,
        samples: 5,
        memory_rss: { avg: 3_000_000, max: 5_000_000 },
      }),
    ]);
    expect(answer.table(utc, null)).toMatch(/^TIME +SAMPLES +RSS RSS max\n/);
  });

  test("series without a pid is of the host", async () => {
    const answer = await asked(askSeries, { argv: ["--fields", "load1"] });
    expect(answer.document).toContainEqual(expect.objectContaining({ host: "db-1" }));
    expect(answer.table(utc, null)).toMatch(/^TIME +SAMPLES load1\n/);
  });

  test("top: highest first, and which hosts had no sample", async () => {
    const answer = await asked(askTop, {
      argv: ["--by", "rss"],
      query: { host: undefined, from: begin + 1000 },
    });
    const [first] = answer.document as Record<string, unknown>[];
    expect(first).toMatchObject({ host: "db-1", pid: 100, name: "parent" });
    expect(answer.notes).toEqual(["no sample in that time: web-07"]);
    expect(answer.table(utc, null)).toMatch(/^HOST +PID USER .* COMMAND\ndb-1 +100 /);
  });

  test("events: goes on from page to page until it has what was asked for", async () => {
    const argv = ["--kind", "process_start", "--limit", "1"];
    const answer = await asked(askEvents, { argv });
    expect(answer.document).toEqual([expect.objectContaining({ host: "db-1", pid: 200 })]);
    expect(answer.notes).toEqual(["the newest 1 events; --limit gives more"]);
    const all = await asked(askEvents, { argv: ["--kind", "process_start"] });
    expect((all.document as { pid: number }[]).map(({ pid }) => pid)).toContain(200);
    expect(all.table(utc, null)).toMatch(/process_start db-1 +200 .* child$/m);
  });

  test("diff: who came, and what grew", async () => {
    const query = { from: begin + 5000, to: begin + 25_000 };
    const answer = await asked(askDiff, { query });
    expect(answer.document).toMatchObject({
      host: "db-1",
      counts: { started: 1, exited: 0 },
      started: [{ pid: 200 }],
    });
    const text = answer.table(utc, null);
    expect(text).toMatch(/^started: 1\n.*\n *200 .* child$/m);
    expect(text).toMatch(/^memory_rss grew\n.*\n *100 .* 977K +4\.8M +3\.8M parent$/m);
  });

  test("a refusal of the hub is thrown as it is", async () => {
    await expect(asked(askHistory, { pid: 999 })).rejects.toMatchObject({
      code: "PROCMON_NOT_FOUND",
      message: expect.stringContaining("got 999") as string,
    });
    await expect(asked(askTop, { argv: ["--by", "rsss"] })).rejects.toMatchObject({
      code: "PROCMON_QUERY_INVALID",
      exitCode: 2,
    });
  });
});

describe("lists at a moment", () => {
  test("processes: those of then, each with the moment", async () => {
    const { text, absent } = await askProcessesAt(await listAt(begin + 12_000, ["--json"]));
    const rows = JSON.parse(text) as Record<string, unknown>[];
    const own = rows.filter(({ host }) => host === "db-1");
    expect(own.map(({ name }) => name)).toContain("parent");
    expect(own.map(({ name }) => name)).not.toContain("child");
    expect(own.find(({ pid }) => pid === 100)).toMatchObject({ at: "then", memory_rss: 2_000_000 });
    expect(absent).toEqual([]);
  });

  test("processes: filter, order and limit are obeyed", async () => {
    const argv = ["--filter", "rss > 500K", "--sort", "+rss", "--limit", "1"];
    const { text } = await askProcessesAt(await listAt(begin + 26_000, argv));
    expect(text).toMatch(/^HOST .*\bPID USER .*COMMAND\ndb-1 +\d+ .*\n$/);
    const byHost = await askProcessesAt(
      await listAt(begin + 26_000, ["--sort", "-host", "--json"]),
    );
    const hosts = (JSON.parse(byHost.text) as { host: string }[]).map(({ host }) => host);
    expect(hosts).toEqual(hosts.toSorted().toReversed());
    expect(new Set(hosts)).toEqual(new Set(["web-07", "db-1"]));
  });

  test("tree: the child below its parent, with what both used together", async () => {
    const argv = ["--json", "--host", "db-1", "--filter", "name=child"];
    const { text } = await askTreeAt(await listAt(begin + 16_000, argv));
    const nodes = (rows: Row[]): Row[] => rows.flatMap((row) => [row, ...nodes(row.children)]);
    const all = nodes(JSON.parse(text) as Row[]);
    expect(all.find(({ pid }) => pid === 100)).toMatchObject({
      at: "then",
      matched: false,
      subtree: { memory_rss: 8_000_000 },
      children: [{ pid: 200, matched: true }],
    });
  });

  test("hosts: the figures of the last sample before", async () => {
    const { text } = await askHostsAt(await listAt(begin + 12_000, ["--json", "--host", "db-1"]));
    const [row] = JSON.parse(text) as Record<string, unknown>[];
    expect(row).toMatchObject({ at: "then", host: "db-1", state: "up", last_seen: begin + 10_000 });
    const { text: processes } = await askProcessesAt(
      await listAt(begin + 12_000, ["--json", "--host", "db-1"]),
    );
    const { length } = JSON.parse(processes) as unknown[];
    expect(row).toMatchObject({ processes_total: length, core_percents: null });
    const { text: table } = await askHostsAt(await listAt(begin + 12_000));
    expect(table).toMatch(/^2 hosts .*\nHOST .*\ndb-1 .*\nweb-07 /);
  });

  test("a host that had no sample then is told, and has no row", async () => {
    const { text, absent } = await askHostsAt(await listAt(begin - 3_600_000, ["--json"]));
    expect(JSON.parse(text)).toEqual([]);
    expect(absent).toEqual(["db-1", "web-07"]);
  });
});

interface Row {
  readonly pid: number;
  readonly children: Row[];
}

describe("a hub that is none of ours", () => {
  const answering = (answer: unknown): HubClient => ({
    ask: async () => answer,
    close: () => undefined,
  });

  test.each(hostileStrings.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    "%s comes out as safe text",
    async (_, text) => {
      const event = { time: 0, kind: text, host: text, pid: 1, name: text, cmdline: [text, text] };
      const answer = await askEvents({
        client: answering({
          from: 0,
          to: 1,
          next_cursor: null,
          events: [{ ...event, [text]: text }],
        }),
        pid: undefined,
        query: {},
        options: await optionsOf([]),
      });
      for (const line of answer.table(utc, null).split("\n")) expect(isSafeText(line)).toBe(true);
      for (const line of JSON.stringify(answer.document, null, 2).split("\n"))
        expect(isSafeText(line)).toBe(true);
    },
  );

  test.each([
    [[]],
    [{ from: 0, to: 1, next_cursor: null, events: [{ time: 1e300, kind: "x", host: null }] }],
    [{ from: 0, to: 1, next_cursor: null, events: [{ time: "now", kind: "x", host: null }] }],
  ])("the shape %j is told as no hub's", async (answer) => {
    const question = { client: answering(answer), pid: undefined, query: {} };
    await expect(askEvents({ ...question, options: await optionsOf([]) })).rejects.toMatchObject({
      code: "PROCMON_HUB_UNREACHABLE",
      exitCode: 3,
    });
  });
});
