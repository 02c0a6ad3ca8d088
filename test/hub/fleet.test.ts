import { expect, test } from "vitest";
import { createHub } from "../../src/hub/hub.ts";
import { connectAgentPeer } from "../support/agent-peer.ts";
import { createFakeClock, settle } from "../support/fake-clock.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

const start = async () => {
  const clock = createFakeClock();
  const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 10 });
  const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), { now: () => clock.now() });
  agent.hello();
  agent.key(1);
  await settle();
  return { clock, hub, agent, presence: () => hub.hosts()[0]?.state };
};

test("a host is late after three intervals without a frame, down a minute later", async () => {
  const { clock, presence, agent } = await start();
  await clock.advanceAsync(14_000);
  expect(presence()).toBe("up");
  await clock.advanceAsync(1000);
  expect(presence()).toBe("late");
  await clock.advanceAsync(60_000);
  expect(presence()).toBe("down");
  agent.delta(2);
  await settle();
  expect(presence()).toBe("up");
});

test("a host is down as soon as its connection ends, and keeps its last table and times", async () => {
  const { clock, hub, agent, presence } = await start();
  await clock.advanceAsync(2000);
  const [before] = hub.hosts();
  agent.channel.close();
  await clock.advanceAsync(60_000);
  expect(presence()).toBe("down");
  expect(hub.view("web-07")?.state.processes.count).toBe(2);
  expect(hub.hosts()).toMatchObject([
    { first_seen: before?.first_seen, last_seen: before?.last_seen },
  ]);
});

test("a wall clock that is set changes no presence", async () => {
  const { clock, presence } = await start();
  clock.stepWall(3_600_000);
  await clock.advanceAsync(2000);
  expect(presence()).toBe("up");
});

test("the skew is the host's clock less the hub's", async () => {
  const { clock, hub, agent } = await start();
  clock.stepWall(4000);
  agent.channel.send(`{"k":"delta","q":2,"t":${clock.now() - 4000},"e":5000}`);
  await settle();
  expect(hub.hosts()).toMatchObject([{ clock_skew_ms: -4000, last_seen: clock.now() }]);
});

test("leaves no timer behind when closed", async () => {
  const { clock, hub, agent } = await start();
  agent.delta(2);
  await settle();
  hub.close();
  await settle();
  expect(clock.pending).toBe(0);
  expect(agent.closed).toEqual({ code: 1001, reason: "the hub ends" });
});

test("takes more hosts once it is told to", async () => {
  const { hub } = await start();
  hub.setMaxHosts(1);
  const greet = async (host: string) => {
    const peer = connectAgentPeer((channel) => hub.acceptAgent(channel), { host });
    peer.hello();
    await settle();
    return peer.closed?.reason;
  };
  expect(await greet("db-1")).toBe("PROCMON_TOO_MANY_HOSTS");
  hub.setMaxHosts(2);
  expect(await greet("db-1")).toBeUndefined();
  expect(hub.hosts().map(({ host }) => host)).toEqual(["web-07", "db-1"]);
  hub.close();
});
