import { describe, expect, test } from "vitest";
import { channelPair } from "../../../src/protocol/channel-pair.ts";
import { decodeFromTerminal } from "../../../src/protocol/decode-frame.ts";
import { type Channel, type Logger } from "../../../src/protocol/effects.ts";
import { type HubToTerminal } from "../../../src/protocol/frame.ts";
import { createFeed } from "../../../src/tui/data/feed.ts";
import { createFleet } from "../../../src/tui/data/fleet.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { sampleEntry, sampleKey, sampleState, sampleTime } from "../../support/sample-fleet.ts";

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const hostsFrame: HubToTerminal = { k: "hosts", now: sampleTime, hosts: [sampleEntry("a")] };
const state = sampleState([{ pid: 1, cpu: 1 }]);

/** A hub that answers as the test says. */
const start = ({ refuse = 0 } = {}) => {
  const clock = createFakeClock(sampleTime);
  const fleet = createFleet({ clock });
  const peers: Channel[] = [];
  const watches: unknown[] = [];
  let refusals = refuse;
  let changes = 0;
  const feed = createFeed({
    connect: () => {
      if (refusals-- > 0) return Promise.reject(new Error("connect ECONNREFUSED"));
      const [terminal, hub] = channelPair();
      hub.onText((text) => watches.push(decodeFromTerminal(text)));
      peers.push(hub);
      return Promise.resolve(terminal);
    },
    clock,
    random: () => 0.999,
    fleet,
    log: silent,
    onChange: () => changes++,
  });
  const send = (message: unknown): void => peers.at(-1)?.send(JSON.stringify(message));
  return { clock, fleet, feed, peers, watches, send, changes: () => changes };
};

describe("the feed", () => {
  test("watches all hosts, and is live with the first message", async () => {
    const { feed, fleet, send, watches, changes } = start();
    expect(feed.state.kind).toBe("connecting");
    await settle();
    expect(watches).toEqual([{ k: "watch", hosts: "*" }]);
    send(hostsFrame);
    send(sampleKey("a", state));
    await settle();
    expect(feed.state.kind).toBe("live");
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(1);
    expect(changes()).toBe(2);
    feed.close();
  });

  test("says why and when it tries again when no hub answers, and comes back", async () => {
    const { clock, feed, send } = start({ refuse: 2 });
    await settle();
    expect(feed.state).toEqual({ kind: "lost", reason: "connect ECONNREFUSED", retryAt: 499 });
    await clock.advanceAsync(500);
    expect(feed.state).toMatchObject({ kind: "lost", retryAt: 499 + 999 });
    await clock.advanceAsync(1000);
    expect(feed.state).toEqual({ kind: "connecting", reason: "connect ECONNREFUSED" });
    send(hostsFrame);
    await settle();
    expect(feed.state.kind).toBe("live");
    feed.close();
  });

  test("never waits longer than five seconds", async () => {
    const { clock, feed } = start({ refuse: 100 });
    for (let i = 0; i < 12; i++) await clock.advanceAsync(5000);
    if (feed.state.kind !== "lost") throw new Error(`expected lost, got ${feed.state.kind}`);
    expect(feed.state.retryAt - clock.monotonic()).toBeLessThanOrEqual(5000);
    feed.close();
  });

  test("watches anew after a lost connection, the hosts asked for last", async () => {
    const { clock, feed, peers, watches } = start();
    await settle();
    feed.watch(["a"]);
    await settle();
    peers[0]?.close(1001, "going away");
    await settle();
    expect(feed.state).toMatchObject({ kind: "lost", reason: "going away" });
    await clock.advanceAsync(1000);
    expect(watches).toEqual([
      { k: "watch", hosts: "*" },
      { k: "watch", hosts: ["a"] },
      { k: "watch", hosts: ["a"] },
    ]);
    feed.close();
  });

  test("tells the error that the hub gave before it closed", async () => {
    const { feed, peers, send } = start();
    await settle();
    send({ k: "error", code: "PROCMON_HELLO_EXPECTED", message: "expected watch" });
    peers[0]?.close(4003, "");
    await settle();
    expect(feed.state).toMatchObject({ reason: "PROCMON_HELLO_EXPECTED: expected watch" });
    feed.close();
  });

  test("asks for a key frame when a table is torn, once a second at most", async () => {
    const { clock, feed, send, watches } = start();
    await settle();
    send(hostsFrame);
    send(sampleKey("a", state, 1));
    for (let q = 5; q < 9; q++) send({ k: "delta", host: "a", q, t: sampleTime, e: 1000 });
    await settle();
    expect(watches).toHaveLength(2);
    await clock.advanceAsync(1000);
    expect(watches).toHaveLength(3);
    send(sampleKey("a", state, 9));
    await settle();
    await clock.advanceAsync(5000);
    expect(watches).toHaveLength(3);
    feed.close();
  });

  test("leaves a hub that it cannot understand, and says what was wrong", async () => {
    const { feed, peers, send } = start();
    let code = 0;
    await settle();
    peers[0]?.onClose((closeCode) => (code = closeCode));
    send({ k: "delta", host: "a", q: -1 });
    await settle();
    expect(code).toBe(1008);
    expect(feed.refused).toBe(1);
    expect(feed.state).toMatchObject({
      kind: "lost",
      reason: expect.stringContaining("q") as string,
    });
    feed.close();
  });

  test("tries at once when asked to", async () => {
    const { feed, peers } = start({ refuse: 1 });
    await settle();
    feed.retry();
    await settle();
    expect(peers).toHaveLength(1);
    feed.close();
  });

  test("leaves no timer behind when it is closed", async () => {
    const { clock, feed, send } = start();
    await settle();
    send(hostsFrame);
    send({ k: "delta", host: "a", q: 3, t: sampleTime, e: 1000 });
    await settle();
    feed.close();
    await settle();
    expect(clock.pending).toBe(0);
    const refused = start({ refuse: 1 });
    await settle();
    refused.feed.close();
    expect(refused.clock.pending).toBe(0);
  });
});
