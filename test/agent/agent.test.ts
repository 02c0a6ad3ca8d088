import { describe, expect, test } from "vitest";
import { createAgent } from "../../src/agent/agent.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { channelPair } from "../../src/protocol/channel-pair.ts";
import { decodeFromAgent } from "../../src/protocol/decode-frame.ts";
import { type Channel } from "../../src/protocol/effects.ts";
import { type AgentToHub } from "../../src/protocol/frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { type HubToAgent } from "../../src/protocol/hub-to-agent.ts";
import { createFakeClock, settle } from "../support/fake-clock.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createScriptedSource } from "../support/scripted-source.ts";

/** The hub's side of one connection, by hand. */
interface HubSide {
  readonly channel: Channel;
  readonly frames: AgentToHub[];
  closed: string | undefined;
  send(frame: HubToAgent): void;
}

const start = (options: { random?: number; acks?: boolean; buffered?: () => number } = {}) => {
  const clock = createFakeClock();
  const source = createScriptedSource(clock);
  const log = createRecordingLogger();
  const hubs: HubSide[] = [];
  let refusal: string | undefined;
  let attempts = 0;
  const agent = createAgent({
    host: "web-07",
    source,
    connect: async () => {
      attempts++;
      if (refusal !== undefined) throw new Error(refusal);
      const [agentSide, channel] = channelPair();
      const hub: HubSide = {
        channel,
        frames: [],
        closed: undefined,
        send: (frame) => channel.send(JSON.stringify(frame)),
      };
      channel.onText((text) => {
        const frame = decodeFromAgent(text);
        hub.frames.push(frame);
        if (options.acks === false) return;
        if (frame.k === "hello") hub.send({ k: "ack", q: 0 });
        else if (frame.k !== "error") hub.send({ k: "ack", q: frame.q });
      });
      channel.onClose((code, reason) => {
        hub.closed = `${code} ${reason}`.trim();
      });
      hubs.push(hub);
      const { buffered } = options;
      return buffered === undefined
        ? agentSide
        : (Object.create(agentSide, { bufferedBytes: { get: buffered } }) as Channel);
    },
    intervalMs: 5000,
    clock,
    random: () => options.random ?? 0.5,
    log,
    version: "1.2.3",
    epoch: "epoch-1",
  });
  agent.start();
  return {
    agent,
    clock,
    source,
    log,
    hubs,
    hub: () => hubs.at(-1) as HubSide,
    kinds: () => (hubs.at(-1) as HubSide).frames.map(({ k }) => k),
    refuse: (reason: string | undefined) => {
      refusal = reason;
    },
    attempts: () => attempts,
  };
};

describe("on a connection", () => {
  test("greets, sends a key frame as soon as it is welcome, then deltas in sequence", async () => {
    const { clock, hub, kinds, agent } = start();
    await clock.advanceAsync(10_000);
    expect(kinds()).toEqual(["hello", "key", "delta", "delta", "delta"]);
    expect(hub().frames[0]).toMatchObject({
      protocol: 1,
      host: "web-07",
      epoch: "epoch-1",
      interval_ms: 5000,
      facts: { agent_version: "1.2.3" },
    });
    expect(hub().frames.slice(1)).toMatchObject([{ q: 1 }, { q: 2 }, { q: 3 }, { q: 4 }]);
    expect(agent.status()).toMatchObject({
      uplink: "streaming",
      sequence: 4,
      acked: 4,
      samples: 4,
    });
  });

  test("sends nothing but the greeting before it is answered", async () => {
    const { clock, kinds } = start({ acks: false });
    await clock.advanceAsync(10_000);
    expect(kinds()).toEqual(["hello"]);
  });

  test("sends only what changed, and the frames give the state that was sampled", async () => {
    const { clock, source, hub } = start();
    await clock.advanceAsync(0);
    source.processes.set(20, { name: "worker", ppid: 1, rss: 5000, cpuTime: 25_100 });
    source.processes.set(30, { name: "late", ppid: 20, rss: 7 });
    await clock.advanceAsync(5000);
    source.processes.delete(1);
    await clock.advanceAsync(5000);
    const state = new HostState();
    for (const frame of hub().frames)
      if (frame.k === "key" || frame.k === "delta") applyFrame(state, frame);
    const { processes } = state;
    expect(processes.count).toBe(2);
    const worker = processes.slotOfPid(20) as number;
    expect(processes.numbers.cpu_time[worker]).toBe(25_100);
    expect(processes.info.name[processes.slotOfPid(30) as number]).toBe("late");
    expect(hub().frames[2]).not.toHaveProperty("c.memory_rss.0.1");
  });

  test("gives the rates of the last interval in the key frame of a new connection", async () => {
    const { clock, source, hubs, hub } = start();
    await clock.advanceAsync(5000);
    source.processes.set(20, { name: "worker", ppid: 1, cpuTime: 25_100 });
    await clock.advanceAsync(5000);
    hub().channel.close(1001, "");
    await clock.advanceAsync(1000);
    expect(hubs).toHaveLength(2);
    const key = hub().frames[1];
    if (key?.k !== "key") throw new Error("expected a key frame");
    const state = new HostState();
    applyFrame(state, key);
    // 2.5 s of CPU in 5 s, in hundredths of a percent.
    expect(state.processes.numbers.cpu_percent[state.processes.slotOfPid(20) as number]).toBe(5000);
  });

  test("answers resync with a key frame in place of the next delta", async () => {
    const { clock, hub, kinds } = start();
    await clock.advanceAsync(5000);
    hub().send({ k: "resync", reason: "gap" });
    await clock.advanceAsync(10_000);
    expect(kinds()).toEqual(["hello", "key", "delta", "delta", "key", "delta"]);
    expect(hub().frames.at(-1)).toMatchObject({ q: 5 });
  });

  test("shows rates half a second after its start", async () => {
    const { clock, source, hub } = start();
    await clock.advanceAsync(0);
    source.processes.set(20, { name: "worker", ppid: 1, cpuTime: 2600 });
    await clock.advanceAsync(500);
    const state = new HostState();
    for (const frame of hub().frames)
      if (frame.k === "key" || frame.k === "delta") applyFrame(state, frame);
    expect(state.elapsed).toBe(500);
    // 0.25 s of CPU in 0.5 s, in hundredths of a percent.
    expect(state.processes.numbers.cpu_percent[state.processes.slotOfPid(20) as number]).toBe(5000);
  });

  test("samples at the interval the hub asks for and says so in the next greeting", async () => {
    const { clock, hub, kinds, agent } = start();
    await clock.advanceAsync(0);
    hub().send({ k: "interval", interval_ms: 1000 });
    await clock.advanceAsync(3000);
    expect(kinds()).toEqual(["hello", "key", "delta", "delta", "delta", "delta"]);
    hub().channel.close(1001, "");
    await clock.advanceAsync(1000);
    expect(hub().frames[0]).toMatchObject({ k: "hello", interval_ms: 1000 });
    expect(agent.status().intervalMs).toBe(1000);
  });

  test("sends one frame after the machine was suspended", async () => {
    const { clock, kinds } = start();
    await clock.advanceAsync(5000);
    clock.stall(8000);
    await clock.advanceAsync(0);
    expect(kinds()).toEqual(["hello", "key", "delta", "delta", "delta"]);
  });

  test("leaves samples out while the connection is full, then sends a key frame", async () => {
    let buffered = 0;
    const { clock, kinds, agent, hub } = start({ buffered: () => buffered });
    await clock.advanceAsync(5000);
    buffered = 5_000_000;
    await clock.advanceAsync(5000);
    expect(agent.status().unsentSamples).toBe(1);
    buffered = 0;
    await clock.advanceAsync(10_000);
    expect(kinds()).toEqual(["hello", "key", "delta", "delta", "key", "delta"]);
    expect(hub().frames.at(-1)).toMatchObject({ q: 5 });
  });

  test("gives up a connection on which nothing is acknowledged for three intervals", async () => {
    const { clock, hubs, agent } = start({ acks: false });
    await clock.advanceAsync(0);
    hubs[0]?.send({ k: "ack", q: 0 });
    await clock.advanceAsync(14_999);
    expect(hubs[0]?.closed).toBeUndefined();
    await clock.advanceAsync(1);
    expect(hubs[0]?.closed).toBe("1000");
    expect(agent.status().lastFailure).toContain("acknowledged nothing");
    await clock.advanceAsync(1000);
    expect(hubs).toHaveLength(2);
  });

  test("closes and begins again when the hub sends what is no frame", async () => {
    const { clock, hubs } = start();
    await clock.advanceAsync(0);
    hubs[0]?.channel.send('{"k":"run","command":"id"}');
    await clock.advanceAsync(1000);
    expect(hubs[0]?.closed).toBe("1000");
    expect(hubs).toHaveLength(2);
  });
});

describe("a hub that sends too much", () => {
  test.each<[string, (i: number) => HubToAgent, string]>([
    ["resync", () => ({ k: "resync", reason: "gap" }), "the hub asks for a key frame"],
    [
      "interval",
      (i) => ({ k: "interval", interval_ms: 1000 + (i % 2) }),
      "the hub sets the interval",
    ],
    [
      "error",
      () => ({ k: "error", code: "PROCMON_RATE_LIMITED", message: "slower" }),
      "the hub refused",
    ],
  ])("%s frames make one line in ten seconds, with their number", async (_, frame, line) => {
    const { clock, hub, log, hubs } = start();
    await clock.advanceAsync(0);
    for (let i = 0; i < 600; i++) {
      hub().send(frame(i));
      await clock.advanceAsync(20);
    }
    const lines = log.lines.filter(({ message }) => message === line);
    expect(lines.map(({ fields }) => (fields as { count: number }).count)).toEqual([1, 500]);
    expect(hubs).toHaveLength(1);
  });

  test("loses the connection, with the reason, after a few seconds' worth", async () => {
    const { clock, hubs, hub, agent, log } = start();
    await clock.advanceAsync(5000);
    const before = log.lines.length;
    for (let i = 0; i < 20_000; i++) hub().send({ k: "resync", reason: "gap" });
    await clock.advanceAsync(0);
    expect(hubs[0]?.closed).toBe("1008 the hub sends more than 100 frames a second");
    expect(agent.status().lastFailure).toBe("the hub sends more than 100 frames a second");
    expect(log.lines.length - before).toBe(2);
    await clock.advanceAsync(5000);
    expect(hubs).toHaveLength(2);
    expect(agent.status().uplink).toBe("streaming");
  });

  test("may send a hundred frames a second for as long as it likes", async () => {
    const { clock, hub, hubs } = start();
    await clock.advanceAsync(0);
    for (let i = 0; i < 2000; i++) {
      hub().send({ k: "ack", q: 1 });
      await clock.advanceAsync(10);
    }
    expect(hubs).toHaveLength(1);
  });
});

describe("without a hub", () => {
  test("waits with full jitter, twice as long each time, up to 30 seconds", async () => {
    const { clock, refuse, attempts, log } = start({ random: 0.999_999 });
    refuse("connect ECONNREFUSED");
    await clock.advanceAsync(300_000);
    const waits = log.lines.flatMap(({ fields }) =>
      "retry_in_ms" in fields ? [fields.retry_in_ms] : [],
    );
    expect(waits.slice(0, 9)).toEqual([499, 999, 1999, 3999, 7999, 15_999, 29_999, 29_999, 29_999]);
    expect(attempts()).toBe(waits.length);
  });

  test("goes on sampling and reports why there is no connection", async () => {
    const { clock, refuse, agent } = start();
    refuse("connect ECONNREFUSED");
    await clock.advanceAsync(10_000);
    expect(agent.status()).toMatchObject({
      uplink: "waiting",
      samples: 4,
      sequence: 0,
      lastFailure: "connect ECONNREFUSED",
    });
  });

  test("waits little again after a connection that held for a while", async () => {
    const { clock, refuse, hub, log } = start({ random: 0.999_999 });
    refuse("down");
    await clock.advanceAsync(20_000);
    refuse(undefined);
    await clock.advanceAsync(70_000);
    hub().channel.close(1001, "");
    await clock.advanceAsync(0);
    expect(log.lines.at(-1)?.fields).toMatchObject({ retry_in_ms: 499 });
  });

  test("draws from the longest wait at once when the hub refuses the host", async () => {
    const { clock, hub, log } = start({ random: 0.999_999, acks: false });
    await clock.advanceAsync(0);
    hub().send({ k: "error", code: "PROCMON_HOST_TAKEN", message: "web-07 is connected" });
    hub().channel.close(4004, "");
    await clock.advanceAsync(0);
    expect(log.lines.at(-1)?.fields).toMatchObject({ retry_in_ms: 29_999 });
  });

  test("does not wait for ever for a connection or for the answer to its greeting", async () => {
    const { clock, hubs } = start({ acks: false });
    await clock.advanceAsync(15_000);
    expect(hubs[0]?.closed).toBe("1000");
    await clock.advanceAsync(1000);
    expect(hubs).toHaveLength(2);
  });
});

test("a sample that fails is counted and followed by a key frame", async () => {
  const { clock, source, kinds, agent } = start();
  await clock.advanceAsync(5000);
  source.gate = () => Promise.reject(new Error("EIO"));
  await clock.advanceAsync(5000);
  source.gate = async () => {};
  await clock.advanceAsync(5000);
  expect(agent.status().failedSamples).toBe(1);
  expect(kinds()).toEqual(["hello", "key", "delta", "delta", "key"]);
});

test("closes its connection, its source and its timers", async () => {
  const { clock, agent, hub, source } = start();
  await clock.advanceAsync(5000);
  agent.close();
  await settle();
  expect(hub().closed).toBe("1000 the agent ends");
  expect(source.closed).toBe(true);
  expect(clock.pending).toBe(0);
});
