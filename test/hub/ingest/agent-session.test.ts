import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { hostRowOf } from "../../../src/protocol/host-row.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const start = (maxHosts = 10) => {
  const clock = createFakeClock();
  const log = createRecordingLogger();
  const hub = createHub({ clock, log, maxHosts });
  const connect = (host?: string) =>
    connectAgentPeer((channel) => hub.acceptAgent(channel), {
      now: () => clock.now(),
      ...(host !== undefined && { host }),
    });
  const count = (host = "web-07"): number | undefined => hub.view(host)?.state.processes.count;
  return { clock, log, hub, connect, count };
};

/** A greeted agent whose key frame 1 was accepted. */
const startStreaming = async () => {
  const all = start();
  const agent = all.connect();
  agent.hello();
  agent.key(1);
  await settle();
  return { ...all, agent };
};

describe("the greeting", () => {
  test("is acknowledged, and the host is known", async () => {
    const { hub, connect } = start();
    const agent = connect();
    agent.hello();
    await settle();
    expect(agent.received).toEqual([{ k: "ack", q: 0 }]);
    expect(hub.hosts()).toMatchObject([{ host: "web-07", state: "up", interval_ms: 5000 }]);
  });

  test("is refused from an agent of another protocol version, whatever else it holds", async () => {
    const { hub, connect } = start();
    for (const changed of [{ protocol: 2 }, { protocol: 2, facts: 7 as never }]) {
      const agent = connect();
      agent.hello(changed);
      await settle();
      expect(agent.received).toMatchObject([
        {
          k: "error",
          code: "PROCMON_PROTOCOL_VERSION",
          message: expect.stringContaining("2") as unknown,
        },
      ]);
      expect(agent.closed).toEqual({ code: 4002, reason: "PROCMON_PROTOCOL_VERSION" });
    }
    expect(hub.hosts()).toEqual([]);
  });

  test("must come first, and in time", async () => {
    const { clock, connect } = start();
    const hasty = connect();
    hasty.key(1);
    const silent = connect();
    await clock.advanceAsync(10_000);
    for (const agent of [hasty, silent])
      expect(agent.received).toMatchObject([{ k: "error", code: "PROCMON_HELLO_EXPECTED" }]);
  });

  test("is refused when another agent is connected under the id, which is left alone", async () => {
    const { hub, connect, agent, count } = await startStreaming();
    const other = connect();
    other.hello({ epoch: "epoch-2", interval_ms: 100 });
    await settle();
    expect(other.received).toMatchObject([{ k: "error", code: "PROCMON_HOST_TAKEN" }]);
    agent.put(30);
    agent.delta(2);
    await settle();
    expect(count()).toBe(3);
    expect(hub.hosts()).toMatchObject([{ interval_ms: 5000, state: "up" }]);
  });

  test("replaces the former connection of the same agent", async () => {
    const { hub, connect, agent } = await startStreaming();
    const again = connect();
    again.hello();
    await settle();
    expect(agent.closed).toMatchObject({ code: 1000 });
    expect(again.received).toEqual([{ k: "ack", q: 1 }]);
    expect(hub.hosts()).toMatchObject([{ state: "up" }]);
    expect(hub.counters.agents).toBe(1);
  });

  test("is taken from a new agent once the former is gone", async () => {
    const { connect, agent } = await startStreaming();
    agent.channel.close();
    await settle();
    const next = connect();
    next.hello({ epoch: "epoch-2" });
    next.key(1);
    await settle();
    expect(next.acked()).toBe(1);
  });

  test("is refused for one host more than the hub may hold, and tried again when asked", async () => {
    const { hub, connect } = start(1);
    connect("a").hello();
    await settle();
    for (const epoch of ["b-1", "b-2"]) {
      const agent = connect("b");
      agent.hello({ epoch });
      await settle();
      expect(agent.received).toMatchObject([{ k: "error", code: "PROCMON_TOO_MANY_HOSTS" }]);
    }
    expect(hub.hosts()).toHaveLength(1);
  });
});

describe("what a host sends", () => {
  test.each([
    ["no JSON", "{", "PROCMON_FRAME_NOT_JSON"],
    ["a frame on two lines", '{"k":"delta",\n"q":2,"t":1,"e":1}', "PROCMON_FRAME_NOT_JSON"],
    ["blanks in front", ' {"k":"delta","q":2,"t":1,"e":1}', "PROCMON_FRAME_NOT_JSON"],
    ["another frame", '{"k":"ack","q":1}', "PROCMON_FRAME_INVALID"],
    [
      "a slot out of bounds",
      '{"k":"delta","q":2,"t":1,"e":1,"x":[131072]}',
      "PROCMON_FRAME_INVALID",
    ],
    [
      "an escape in a name",
      '{"k":"delta","q":2,"t":1,"e":1,"n":[[2,7,7,"a\\u001b[2J"]]}',
      "PROCMON_FRAME_INVALID",
    ],
    [
      "another host's name",
      '{"k":"delta","q":2,"t":1,"e":1,"host":"victim"}',
      "PROCMON_FRAME_INVALID",
    ],
    ["a second greeting", undefined, "PROCMON_FRAME_INVALID"],
  ])("ends the connection when it is %s", async (_what, text, code) => {
    const { hub, agent, count } = await startStreaming();
    if (text === undefined) agent.hello();
    else agent.channel.send(text);
    await settle();
    expect(agent.received.at(-1)).toMatchObject({ k: "error", code });
    expect(agent.closed).toBeDefined();
    expect(hub.hosts()).toMatchObject([{ state: "down" }]);
    expect(count()).toBe(2);
  });

  test("is refused with an unsafe host name, and the log stays clean", async () => {
    const { hub, connect, log } = start();
    const agent = connect();
    agent.hello({ facts: factsOf({ hostname: "a\u001b]0;owned\u0007" }) });
    await settle();
    expect(agent.received).toMatchObject([{ k: "error", code: "PROCMON_FRAME_INVALID" }]);
    expect(hub.hosts()).toEqual([]);
    expect(JSON.stringify(log.lines)).not.toContain("\\u001b");
  });

  test("is bounded in frames a second, with room for what a stall gathers", async () => {
    const { hub, agent } = await startStreaming();
    for (let q = 2; q <= 300; q++) agent.delta(q);
    await settle();
    expect(agent.closed).toBeUndefined();
    for (let q = 301; q <= 500; q++) agent.delta(q);
    await settle();
    expect(agent.received.at(-1)).toMatchObject({ k: "error", code: "PROCMON_RATE_LIMITED" });
    expect(hub.counters.frames_accepted).toBeLessThan(450);
  });
});

describe("the order of frames", () => {
  test("a duplicate is dropped and acknowledged again", async () => {
    const { clock, hub, agent, count } = await startStreaming();
    agent.put(30);
    const text = agent.deltaText(2);
    agent.channel.send(text);
    agent.channel.send(text);
    await clock.advanceAsync(250);
    expect(count()).toBe(3);
    expect(agent.acked()).toBe(2);
    expect(hub.counters).toMatchObject({ frames_duplicate: 1, resyncs: 0 });
  });

  test("a gap asks for a key frame once, and drops what comes before it", async () => {
    const { hub, agent, count } = await startStreaming();
    agent.put(30);
    agent.deltaText(2);
    agent.put(31);
    agent.delta(3);
    agent.delta(4);
    await settle();
    expect(agent.received.filter(({ k }) => k === "resync")).toEqual([
      { k: "resync", reason: "expected frame 2, got 3" },
    ]);
    expect(count()).toBe(2);
    agent.key(5);
    agent.delta(6);
    await settle();
    expect(count()).toBe(4);
    expect(hub.counters).toMatchObject({ frames_out_of_order: 2, resyncs: 1 });
  });

  test("a key frame that does not come is asked for again after two intervals", async () => {
    const { clock, hub, agent } = await startStreaming();
    for (const q of [3, 4, 5, 6]) {
      agent.delta(q);
      await clock.advanceAsync(5000);
    }
    expect(hub.counters).toMatchObject({ frames_out_of_order: 4, resyncs: 2 });
  });

  test("a delta to a hub that holds no table asks for a key frame", async () => {
    const { connect } = start();
    const agent = connect();
    agent.hello();
    agent.delta(1);
    await settle();
    expect(agent.received.at(-1)).toEqual({ k: "resync", reason: "expected a key frame first" });
  });

  test("a frame that contradicts the table throws the table away and asks for a key frame", async () => {
    const { hub, agent, count } = await startStreaming();
    agent.channel.send('{"k":"delta","q":2,"t":1,"e":1,"n":[[20,77,77,"twice"]]}');
    await settle();
    expect(agent.received.at(-1)).toMatchObject({ k: "resync" });
    expect(count()).toBe(0);
    agent.key(3);
    await settle();
    expect(count()).toBe(2);
    expect(hub.counters.frames_inconsistent).toBe(1);
  });

  test("goes on after the agent connected again", async () => {
    const { agent, connect, count } = await startStreaming();
    agent.channel.close();
    await settle();
    expect(count()).toBe(2);
    const again = connect();
    again.hello();
    again.put(30);
    again.key(2);
    await settle();
    expect(again.received).toEqual([
      { k: "ack", q: 1 },
      { k: "ack", q: 2 },
    ]);
    expect(count()).toBe(3);
  });
});

test("acknowledges a key frame at once and deltas at most four times a second", async () => {
  const { clock, agent } = await startStreaming();
  expect(agent.acked()).toBe(1);
  agent.delta(2);
  agent.delta(3);
  await settle();
  expect(agent.acked()).toBe(1);
  await clock.advanceAsync(250);
  expect(agent.received.map((frame) => (frame.k === "ack" ? frame.q : frame.k))).toEqual([0, 1, 3]);
  await clock.advanceAsync(250);
  agent.delta(4);
  await settle();
  expect(agent.acked()).toBe(4);
});

test("derives the rates of what it receives", async () => {
  const { hub, agent } = await startStreaming();
  agent.put(20, { cpuTime: 25_000 });
  agent.delta(2);
  await settle();
  const [entry] = hub.hosts();
  const view = hub.view("web-07");
  if (entry === undefined || view === undefined) throw new Error("expected a host");
  expect(hostRowOf(entry, view.state).top_process).toEqual({
    pid: 20,
    command: "process-20",
    cpu_percent: 50,
  });
});
