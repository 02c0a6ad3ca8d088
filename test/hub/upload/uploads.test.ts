import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { type Batch, parseBatch } from "../../../src/hub/upload/parse-batch.ts";
import { createUploads } from "../../../src/hub/upload/uploads.ts";
import { channelPair } from "../../../src/protocol/channel-pair.ts";
import { decodeFromAgent } from "../../../src/protocol/decode-frame.ts";
import { type Channel } from "../../../src/protocol/effects.ts";
import { hostRowOf } from "../../../src/protocol/host-row.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { processRowOf } from "../../../src/protocol/process-row.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { sampleBody } from "../../support/sample-batch.ts";
import { connectTerminalPeer } from "../../support/terminal-peer.ts";

const start = () => {
  const clock = createFakeClock();
  const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 3 });
  let drawn = 0;
  const uploads = createUploads({
    accept: (channel) => hub.acceptAgent(channel, { yields: true }),
    connect: channelPair,
    view: (host) => hub.view(host),
    clock,
    random: () => ++drawn / 1000,
    maxHosts: () => 3,
  });
  const batch = (samples?: readonly object[], changed: object = {}, host = "web-9"): Batch =>
    parseBatch(sampleBody({ agent_id: host, ...(samples && { samples }), ...changed }), host);
  /** The hub acknowledges at most each 250 ms. */
  const take = async (one: Batch) => {
    const taken = uploads.take(one);
    taken.catch(() => undefined);
    await clock.advanceAsync(250);
    return taken;
  };
  const rows = (host = "web-9") => {
    const view = hub.view(host);
    if (view === undefined) return [];
    const { processes } = view.state;
    return Array.from({ length: processes.bound }, (_, slot) => slot)
      .filter((slot) => processes.used[slot] === 1)
      .map((slot) => processRowOf(view, slot));
  };
  const row = (pid: number) => rows().find((one) => one.pid === pid);
  return { clock, hub, uploads, batch, take, rows, row };
};

describe("a host that only uploads", () => {
  test("appears with what is known; the rest is absent", async () => {
    const { clock, hub, batch, take, row } = start();
    const time = clock.now();
    expect(await take(batch())).toEqual({
      accepted: 2,
      started: 2,
      ended: 0,
      is_repeat: false,
      time,
    });
    const [entry] = hub.hosts();
    const view = hub.view("web-9");
    if (entry === undefined || view === undefined) throw new Error("expected the host");
    expect(hostRowOf(entry, view.state)).toMatchObject({
      host: "web-9",
      state: "up",
      interval_ms: 5000,
      hostname: "web-9",
      platform: "unknown",
      source: "upload",
      cpu_count: null,
      boot_time: null,
      uptime: null,
      kernel: null,
      processes_total: 2,
      memory_used: null,
    });
    expect(row(4242)).toMatchObject({
      ppid: 1,
      name: "postgres",
      cmdline: ["postgres:", "writer"],
      username: "pg",
      status: "R",
      cpu_percent: 97.25,
      memory_rss: 3_000_000_000,
      memory_percent: 25,
      num_threads: 3,
      create_time: time,
      age: 0,
      cpu_time: null,
      nice: null,
      ports: null,
    });
  });

  test("is late and then down once it uploads no more, and up again with the next", async () => {
    const { clock, hub, batch, take } = start();
    await take(batch());
    await clock.advanceAsync(16_000);
    expect(hub.hosts()).toMatchObject([{ state: "late" }]);
    await clock.advanceAsync(60_000);
    expect(hub.hosts()).toMatchObject([{ state: "down" }]);
    await take(batch());
    expect(hub.hosts()).toMatchObject([{ state: "up" }]);
    await clock.advanceAsync(700_000);
    await take(batch());
    expect(hub.hosts()).toMatchObject([{ state: "up" }]);
    expect(hub.counters.agents).toBe(0);
  });

  test("is relayed to terminals like any other", async () => {
    const { clock, hub, batch, take } = start();
    const terminal = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
    terminal.watch("*");
    await take(batch());
    await clock.advanceAsync(1000);
    await take(batch([{ pid: 1, name: "init" }]));
    expect(terminal.take()).toEqual(["hosts", "news", "key web-9 1", "delta web-9 2"]);
  });

  test("tells its figures and facts where the batch has them", async () => {
    const { hub, batch, take } = start();
    const told = { facts: { cpu_count: 4, memory_total: 1000 }, system: { load1: 1.25 } };
    await take(batch([{ pid: 1, memory_percent: 50 }], told));
    const [entry] = hub.hosts();
    const view = hub.view("web-9");
    if (entry === undefined || view === undefined) throw new Error("expected the host");
    expect(hostRowOf(entry, view.state)).toMatchObject({ cpu_count: 4, load1: 1.25 });
    expect(view.state.processes.numbers.memory_rss[0]).toBe(500);
  });
});

describe("a process", () => {
  test("keeps its start while its name stays, and is a new one under another name", async () => {
    const { clock, batch, take, row } = start();
    const first = clock.now();
    await take(
      batch([
        { pid: 7, name: "a" },
        { pid: 8, name: "b" },
      ]),
    );
    await clock.advanceAsync(5000);
    const second = clock.now();
    expect(
      await take(
        batch([
          { pid: 7, name: "a" },
          { pid: 8, name: "c" },
        ]),
      ),
    ).toMatchObject({
      accepted: 2,
      started: 1,
      ended: 1,
    });
    expect(row(7)).toMatchObject({ create_time: first, age: 5.25 });
    expect(row(8)).toMatchObject({ create_time: second, name: "c" });
  });

  test("is known by the start that is told, within two seconds of what a program rounded", async () => {
    const { clock, batch, take, row } = start();
    const created = clock.now() - 60_000;
    await take(batch([{ pid: 7, name: "a", create_time: created }]));
    await clock.advanceAsync(5000);
    await take(batch([{ pid: 7, name: "a", create_time: created + 900 }]));
    expect(row(7)).toMatchObject({ create_time: created });
    await clock.advanceAsync(5000);
    // The same start under another name: it called exec.
    await take(batch([{ pid: 7, name: "b", create_time: created }]));
    expect(row(7)).toMatchObject({ create_time: created, name: "b" });
    await clock.advanceAsync(5000);
    await take(batch([{ pid: 7, name: "b", create_time: created + 9000 }]));
    expect(row(7)).toMatchObject({ create_time: created + 9000 });
  });

  test("has its rates derived from counters, over the time between two batches", async () => {
    const { clock, batch, take, row } = start();
    const at = (seconds: number, cpu_time: number): Batch =>
      batch([{ pid: 7, cpu_time, cpu_percent: 1 }], { time: 1_800_000_000_000 + seconds * 1000 });
    await take(at(0, 10));
    await clock.advanceAsync(3000);
    await take(at(10, 15));
    expect(row(7)).toMatchObject({ cpu_time: 15, cpu_percent: 50 });
  });

  test("is known in the hub after its uploads were forgotten here", async () => {
    const { clock, batch, take, row } = start();
    const first = clock.now();
    await take(batch([{ pid: 7, name: "a" }]));
    await clock.advanceAsync(800_000);
    await take(batch([{ pid: 7, name: "a" }]));
    expect(row(7)).toMatchObject({ create_time: first });
  });
});

test("a host that was forgotten begins anew, and nothing of it is remembered", async () => {
  const { hub, clock, batch, take, row } = start();
  const time = clock.now();
  await take(batch([{ pid: 7, name: "a" }], { time, facts: { cpu_count: 4 } }));
  hub.forget("web-9");
  expect(hub.hosts()).toEqual([]);
  await clock.advanceAsync(1000);
  const later = clock.now();
  expect(await take(batch([{ pid: 7, name: "a" }], { time: later }))).toMatchObject({ started: 1 });
  expect(row(7)).toMatchObject({ create_time: later });
  expect(hub.view("web-9")?.facts.cpu_count).toBeNull();
});

test("a host that is forgotten while its batch is under way was not taken by an agent", async () => {
  const { hub, uploads, batch, take } = start();
  await take(batch());
  // Acknowledged at once; the next only after 250 ms.
  await uploads.take(batch());
  const outcome = uploads.take(batch()).catch((error: unknown) => error);
  await settle();
  hub.forget("web-9");
  expect(await outcome).toMatchObject({
    code: "PROCMON_NOT_KEPT",
    message: expect.stringContaining("it was deleted") as unknown,
  });
  expect(await take(batch())).toMatchObject({ accepted: 2, started: 2 });
});

describe("the total memory", () => {
  test("follows from a share and its bytes, and stays while it fits", async () => {
    const { hub, clock, batch, take } = start();
    const total = () => hub.view("web-9")?.facts.memory_total;
    await take(batch([{ pid: 7, memory_rss: 250, memory_percent: 25 }]));
    expect(total()).toBe(1000);
    await clock.advanceAsync(5000);
    await take(batch([{ pid: 7, memory_rss: 260, memory_percent: 25.3 }]));
    expect(total()).toBe(1000);
    await clock.advanceAsync(5000);
    await take(batch([{ pid: 7, memory_rss: 250, memory_percent: 12.5 }]));
    expect(total()).toBe(2000);
  });

  test.each([1e-12, 1e-300, 5e-324])(
    "does not follow from a share that no memory has: %d %",
    async (share) => {
      const { hub, batch, take } = start();
      const tiny = { pid: 7, memory_rss: 12_000_000, memory_percent: share };
      expect(await take(batch([tiny]))).toMatchObject({ accepted: 1 });
      expect(hub.view("web-9")?.facts.memory_total).toBeNull();
    },
  );

  test("stays unknown where nothing tells it: so is every share", async () => {
    const { hub, batch, take, row } = start();
    await take(
      batch([
        { pid: 7, memory_percent: 25 },
        { pid: 8, memory_rss: 100 },
      ]),
    );
    expect(hub.view("web-9")?.facts.memory_total).toBeNull();
    expect(row(7)).toMatchObject({ memory_rss: null, memory_percent: null });
    expect(row(8)).toMatchObject({ memory_rss: 100, memory_percent: null });
  });
});

describe("a batch", () => {
  test("of the same time is taken once, of an earlier one not at all", async () => {
    const { hub, clock, batch, take } = start();
    const time = clock.now() - 500;
    await take(batch(undefined, { time }));
    expect(await take(batch(undefined, { time }))).toMatchObject({ accepted: 0, is_repeat: true });
    expect(hub.counters.frames_accepted).toBe(1);
    await expect(take(batch(undefined, { time: time - 1 }))).rejects.toMatchObject({
      code: "PROCMON_BATCH_INVALID",
      errors: [
        { index: null, field: "time", problem: expect.stringContaining(String(time)) as unknown },
      ],
    });
  });

  test.each([
    ["ahead", 600_001],
    ["behind", -600_001],
    ["at 1970", -1_800_000_000_000],
  ])("of a clock that history would not believe is refused: %s", async (_, skew) => {
    const { hub, clock, batch, take } = start();
    const now = clock.now();
    await expect(take(batch(undefined, { time: now + skew }))).rejects.toMatchObject({
      code: "PROCMON_BATCH_INVALID",
      httpStatus: 422,
      errors: [
        {
          index: null,
          field: "time",
          problem: `expected at most 10 minutes from the hub's clock, which is at ${now}, got ${now + skew}; leave time out or correct the clock`,
        },
      ],
    });
    expect(hub.counters.frames_accepted).toBe(0);
    const next = clock.now();
    expect(await take(batch())).toMatchObject({ accepted: 2, time: next });
  });

  test("without a time is of now, or just after the last where that one is not before", async () => {
    const { clock, batch, take } = start();
    const time = clock.now() + 300;
    await take(batch(undefined, { time }));
    expect(clock.now()).toBe(time - 50);
    expect(await take(batch())).toMatchObject({ time: time + 1 });
    await clock.advanceAsync(1000);
    const now = clock.now();
    expect(await take(batch())).toMatchObject({ time: now });
  });

  test("is refused where an agent is connected, and the agent is left alone", async () => {
    const { hub, batch, take } = start();
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), { host: "web-9" });
    agent.hello();
    agent.key(1);
    await settle();
    await expect(take(batch())).rejects.toMatchObject({
      code: "PROCMON_HOST_TAKEN",
      httpStatus: 409,
    });
    agent.put(30);
    agent.delta(2);
    await settle();
    expect(hub.view("web-9")?.state.processes.count).toBe(3);
    expect(hub.hosts()).toMatchObject([{ state: "up" }]);
  });

  test("makes room for an agent that connects, and comes in again once that one has gone", async () => {
    const { hub, clock, batch, take, rows } = start();
    await take(batch());
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      host: "web-9",
      now: () => clock.now(),
    });
    agent.hello();
    agent.key(1);
    await settle();
    expect(agent.closed).toBeUndefined();
    expect(hub.counters.agents).toBe(1);
    await clock.advanceAsync(5000);
    await expect(take(batch())).rejects.toMatchObject({ code: "PROCMON_HOST_TAKEN" });
    expect(rows().map(({ pid }) => pid)).toEqual([1, 20]);
    agent.channel.close();
    await clock.advanceAsync(5000);
    expect(await take(batch())).toMatchObject({ accepted: 2 });
    expect(rows().map(({ pid }) => pid)).toEqual([1, 4242]);
  });

  test("is refused where the hub holds as many hosts as it may", async () => {
    const { batch, take } = start();
    for (const host of ["a", "b", "c"]) await take(batch(undefined, {}, host));
    await expect(take(batch(undefined, {}, "d"))).rejects.toMatchObject({
      code: "PROCMON_TOO_MANY_HOSTS",
    });
  });

  test("is refused where one host sends too many", async () => {
    const { uploads, batch, clock } = start();
    const many = Array.from({ length: 30 }, async () =>
      uploads.take(batch()).then(
        () => "taken",
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    await clock.advanceAsync(2000);
    const outcomes = await Promise.all(many);
    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(4);
    expect(new Set(outcomes)).toEqual(new Set(["taken", "PROCMON_RATE_LIMITED"]));
  });

  test("that is not kept in time is not said to be accepted; its repeat is once it is", async () => {
    const clock = createFakeClock();
    let disk: Channel | undefined;
    const time = clock.now();
    const state = new HostState(1);
    const uploads = createUploads({
      accept: (channel) => {
        disk = channel;
        channel.onText((text) => {
          const frame = decodeFromAgent(text);
          if (frame.k === "hello") channel.send(JSON.stringify({ k: "ack", q: 0 }));
          else if (frame.k !== "error") state.time = frame.t;
        });
      },
      connect: channelPair,
      view: (host) => ({ host, state, facts: factsOf() }),
      clock,
      random: () => 0.5,
      maxHosts: () => 1,
    });
    const batch = parseBatch(sampleBody({ time }), "web-9");
    const outcome = uploads.take(batch).catch((error: unknown) => error);
    await clock.advanceAsync(6000);
    expect(await outcome).toMatchObject({ code: "PROCMON_NOT_KEPT", httpStatus: 503 });
    const given = uploads.take(batch).catch((error: unknown) => error);
    await clock.advanceAsync(6000);
    expect(await given).toMatchObject({ code: "PROCMON_NOT_KEPT" });
    const repeat = uploads.take(batch);
    await clock.advanceAsync(1000);
    disk?.send(JSON.stringify({ k: "ack", q: 1 }));
    expect(await repeat).toMatchObject({ accepted: 0, is_repeat: true });
  });
});
