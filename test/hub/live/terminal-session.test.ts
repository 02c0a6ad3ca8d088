import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { connectTerminalPeer, type TerminalPeer } from "../../support/terminal-peer.ts";

const start = async (...hosts: string[]) => {
  const clock = createFakeClock();
  const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 10 });
  const connectAgent = (host: string) => {
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      host,
      now: () => clock.now(),
    });
    agent.hello();
    agent.key(1);
    return agent;
  };
  const agents = hosts.map(connectAgent);
  await clock.advanceAsync(1000);
  const terminal = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
  await clock.advanceAsync(0);
  return { clock, hub, agents, terminal, connectAgent };
};

const countOf = (terminal: TerminalPeer, host: string): number => {
  const state = new HostState();
  for (const frame of terminal.received)
    if ("host" in frame && frame.host === host) applyFrame(state, frame);
  return state.processes.count;
};

describe("a terminal", () => {
  test("gets the list of hosts at once and no frame before it watches", async () => {
    const { clock, terminal, agents } = await start("a", "b");
    agents[0]?.delta(2);
    await clock.advanceAsync(1000);
    expect(terminal.take()).toEqual(["hosts"]);
    expect(terminal.received[0]).toMatchObject({ hosts: [{ host: "a" }, { host: "b" }] });
  });

  test("gets a key frame with the present sequence, then what comes, word for word", async () => {
    const { clock, terminal, agents } = await start("a", "b");
    const [a, b] = agents;
    a?.put(30);
    a?.delta(2);
    await clock.advanceAsync(0);
    terminal.watch(["a"]);
    await clock.advanceAsync(0);
    a?.put(31);
    const text = a?.deltaText(3).replace("{", '{"new_in_some_later_version": [1 ,2],') as string;
    a?.channel.send(text);
    b?.delta(2);
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["hosts", "key a 2", "delta a 3"]);
    expect(terminal.texts.at(-1)).toBe(`{"host":"a",${text.slice(1)}`);
    expect(countOf(terminal, "a")).toBe(4);
  });

  test("that watches anew gets key frames of the new hosts and nothing of the old", async () => {
    const { clock, terminal, agents } = await start("a", "b");
    terminal.watch("*");
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["hosts", "key a 1", "key b 1"]);
    terminal.watch(["b", "unknown"]);
    agents[0]?.delta(2);
    agents[1]?.delta(2);
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["key b 1", "delta b 2"]);
  });

  test("learns of a new host by the news, before any frame of it", async () => {
    const { clock, terminal, connectAgent } = await start("a");
    terminal.watch("*");
    await clock.advanceAsync(0);
    terminal.take();
    const agent = connectAgent("c");
    agent.delta(2);
    await clock.advanceAsync(1000);
    agent.delta(3);
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["news", "key c 2", "delta c 3"]);
  });

  test("is told of changes among the hosts at most once a second", async () => {
    const { clock, terminal, agents, connectAgent } = await start("a");
    await clock.advanceAsync(5000);
    terminal.take();
    connectAgent("b");
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["news"]);
    connectAgent("c");
    agents[0]?.channel.close();
    await clock.advanceAsync(999);
    expect(terminal.take()).toEqual([]);
    await clock.advanceAsync(1);
    expect(terminal.take()).toEqual(["news"]);
    expect(terminal.received.at(-1)).toMatchObject({
      hosts: [{ host: "c" }, { host: "a", state: "down" }],
      gone: [],
    });
  });

  test("gets the list of all in place of news that it was too slow for", async () => {
    const { clock, terminal, connectAgent } = await start("a");
    await clock.advanceAsync(5000);
    terminal.take();
    terminal.unread = 2 * 1024 * 1024;
    connectAgent("b");
    await clock.advanceAsync(1000);
    expect(terminal.take()).toEqual([]);
    terminal.unread = 0;
    await clock.advanceAsync(1000);
    expect(terminal.take()).toEqual(["hosts"]);
    expect(terminal.received.at(-1)).toMatchObject({ hosts: [{ host: "a" }, { host: "b" }] });
  });

  test("is not told that a host was seen again", async () => {
    const { clock, terminal, agents } = await start("a");
    terminal.take();
    for (let q = 2; q < 6; q++) {
      agents[0]?.delta(q);
      await clock.advanceAsync(5000);
    }
    expect(terminal.take()).toEqual([]);
  });
});

describe("a terminal that reads too slowly", () => {
  test("loses deltas, is counted, and gets one key frame when it has read", async () => {
    const { clock, hub, terminal, agents } = await start("a");
    const [a] = agents;
    terminal.watch("*");
    await clock.advanceAsync(0);
    terminal.take();
    terminal.unread = 2_000_000;
    for (let q = 2; q <= 4; q++) {
      a?.put(q * 10 + 10);
      a?.delta(q);
      await clock.advanceAsync(5000);
    }
    expect(terminal.take()).toEqual([]);
    expect(hub.counters.frames_dropped).toBe(3);
    terminal.unread = 0;
    await clock.advanceAsync(100);
    a?.delta(5);
    await clock.advanceAsync(0);
    expect(terminal.take()).toEqual(["key a 4", "delta a 5"]);
    expect(countOf(terminal, "a")).toBe(5);
  });

  test("does not keep others waiting", async () => {
    const { clock, hub, terminal, agents } = await start("a");
    const other = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
    terminal.watch("*");
    other.watch("*");
    await clock.advanceAsync(0);
    terminal.unread = 2_000_000;
    other.take();
    agents[0]?.delta(2);
    await clock.advanceAsync(0);
    expect(other.take()).toEqual(["delta a 2"]);
  });

  test("gets the list of hosts once it has read", async () => {
    const { clock, terminal, connectAgent } = await start("a");
    terminal.take();
    terminal.unread = 2_000_000;
    connectAgent("b");
    await clock.advanceAsync(2000);
    expect(terminal.take()).toEqual([]);
    terminal.unread = 0;
    await clock.advanceAsync(100);
    expect(terminal.take()).toEqual(["hosts"]);
  });
});

test("refuses what is no watch, and too many of them", async () => {
  const { clock, hub, terminal } = await start("a");
  terminal.channel.send('{"k":"hello"}');
  const eager = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
  for (let i = 0; i < 30; i++) eager.watch("*");
  await clock.advanceAsync(0);
  expect(terminal.received.at(-1)).toMatchObject({ k: "error", code: "PROCMON_FRAME_INVALID" });
  expect(eager.received.at(-1)).toMatchObject({ k: "error", code: "PROCMON_RATE_LIMITED" });
  expect(hub.counters.terminals).toBe(0);
});

test("forgets a terminal that is gone, and closes those that are there", async () => {
  const { clock, hub, terminal, agents } = await start("a");
  const other = connectTerminalPeer((channel) => hub.acceptTerminal(channel));
  await clock.advanceAsync(0);
  terminal.channel.close();
  await clock.advanceAsync(0);
  expect(hub.counters.terminals).toBe(1);
  agents[0]?.delta(2);
  hub.close();
  await clock.advanceAsync(0);
  expect(other.closed).toEqual({ code: 1001, reason: "the hub ends" });
  expect(clock.pending).toBe(0);
});
