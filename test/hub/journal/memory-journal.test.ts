import { expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { createMemoryJournal } from "../../../src/hub/journal/memory-journal.ts";
import { type ClosedLog } from "../../../src/hub/journal/packer.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const web = { tenant: "default", host: "web-07" };
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const start = async () => {
  const clock = createFakeClock();
  const log = createRecordingLogger();
  const packed: ClosedLog[] = [];
  const packer = { pack: async (closed: ClosedLog): Promise<void> => void packed.push(closed) };
  const journal = createMemoryJournal({ packer, clock, log });
  const hub = createHub({ clock, log, maxHosts: 10, journal });
  await settle();
  const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
    now: () => clock.now(),
  });
  agent.hello();
  agent.key(1);
  await settle();
  return { clock, packed, journal, hub, agent };
};

const framesOf = (lines: readonly string[]): string[] =>
  lines
    .map((line) => JSON.parse(line) as { k: string; q?: number })
    .map(({ k, q }) => (k === "hello" ? k : `${k} ${q}`));

test("frames count as kept at once, and are found before they are packed", async () => {
  const { journal, agent, clock } = await start();
  await clock.advanceAsync(250);
  expect(agent.acked()).toBe(1);
  const parts = await journal.lines(web, always);
  expect(framesOf(parts.flatMap(({ lines }) => lines))).toEqual(["hello", "key 1"]);
  expect(journal.hosts()).toEqual([web]);
  expect(journal.span(web)).toEqual({ from: agent.state.time, to: agent.state.time });
  expect(journal.logBytes).toBeGreaterThan(0);
});

test("what gathered in five minutes is packed; what follows begins with a greeting and a key frame", async () => {
  const { journal, agent, clock, packed } = await start();
  agent.put(30);
  agent.delta(2);
  await clock.advanceAsync(300_000);
  agent.put(31);
  agent.delta(3);
  await settle();
  expect(packed).toHaveLength(1);
  expect(packed[0]?.hosts).toEqual([web]);
  expect(framesOf((await packed[0]?.lines(web)) ?? [])).toEqual(["hello", "key 1", "delta 2"]);
  const [rest] = await journal.lines(web, always);
  expect(rest?.log).toBeGreaterThan(packed[0]?.start as number);
  expect(framesOf(rest?.lines ?? [])).toEqual(["hello", "key 3"]);
});

test("a host that is forgotten leaves nothing", async () => {
  const { journal, hub, agent } = await start();
  agent.channel.close();
  await settle();
  journal.forget({ ...web } as Parameters<typeof journal.forget>[0]);
  expect(await journal.lines(web, always)).toEqual([]);
  expect(journal.hosts()).toEqual([]);
  hub.close();
});

test("ends with nothing under way", async () => {
  const { journal, hub, clock, agent } = await start();
  hub.close();
  await journal.close();
  await settle();
  expect(agent.closed).toBeDefined();
  expect(clock.pending).toBe(0);
});
