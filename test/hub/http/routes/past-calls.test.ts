import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryShelf } from "../../../../src/hub/archive/shelf/memory-shelf.ts";
import { type HubEvents, openHubEvents } from "../../../../src/hub/events/hub-events.ts";
import { type Asked } from "../../../../src/hub/http/handler.ts";
import { answerEvents } from "../../../../src/hub/http/routes/events.ts";
import { answerSnapshots } from "../../../../src/hub/http/routes/snapshots.ts";
import { createHub, type Hub } from "../../../../src/hub/hub.ts";
import { createRecentHistory } from "../../../../src/hub/recent/recent-history.ts";
import { type Call } from "../../../../src/protocol/api/call.ts";
import { eventsAnswer, eventsCall, eventsQuery } from "../../../../src/protocol/api/events.ts";
import {
  snapshotsAnswer,
  snapshotsCall,
  snapshotsQuery,
} from "../../../../src/protocol/api/snapshots.ts";
import { type AgentPeer, connectAgentPeer } from "../../../support/agent-peer.ts";
import { type BuiltArchive, createBuiltArchive } from "../../../support/built-archive.ts";
import { createFakeClock, type FakeClock } from "../../../support/fake-clock.ts";
import { createRecordingLogger } from "../../../support/recording-logger.ts";

let clock: FakeClock;
let hub: Hub;
let events: HubEvents;
let agent: AgentPeer;
let archive: BuiltArchive;
const recent = createRecentHistory();

beforeEach(async () => {
  const log = createRecordingLogger();
  clock = createFakeClock();
  archive = createBuiltArchive();
  hub = createHub({ clock, log, maxHosts: 10 });
  events = await openHubEvents({
    shelf: createMemoryShelf({ maxBytes: 100_000 }),
    tenant: "default",
    recent,
    hosts: () => hub.hosts(),
    clock,
    log,
  });
  for (const sink of [recent, events, archive]) hub.follow(sink);
  agent = connectAgentPeer((channel) => hub.acceptAgent(channel), { now: () => clock.now() });
  agent.hello();
  agent.put(20, { name: "worker", rss: 1024 ** 2 });
  agent.key(1);
  await clock.advanceAsync(5000);
  agent.put(30, { name: "job", rss: 2 * 1024 ** 2 });
  agent.delta(2);
  await clock.advanceAsync(5000);
  agent.state.processes.remove(30);
  agent.delta(3);
  await clock.advanceAsync(10);
});
afterEach(async () => {
  hub.close();
  await events.close();
  recent.forget({ tenant: "default", host: "web-07" });
});

/** A request as its handler gets it. */
const asked = <C extends Call>(parts: Pick<Asked<C>, "params" | "query">): Asked<C> =>
  ({ ...parts, format: "json", request: {} }) as Asked<C>;
const askEvents = async (query: Record<string, string> = {}) =>
  eventsAnswer.parse(
    await answerEvents({ hub, clock, archive, events })(
      asked({ query: eventsQuery.parse(query) } as Asked<typeof eventsCall>),
    ),
  );
const askSnapshots = async (host: string, query: Record<string, string> = {}) =>
  snapshotsAnswer.parse(
    await answerSnapshots({ hub, clock, archive, recent })(
      asked({ params: { host }, query: snapshotsQuery.parse(query) }),
    ),
  );

describe("GET /events", () => {
  test("tells what happened, newest first", async () => {
    const { events: found, next_cursor } = await askEvents();
    expect(found.map(({ kind }) => kind)).toEqual([
      "process_exit",
      "process_start",
      "hub_start",
      "host_up",
    ]);
    expect(next_cursor).toBeNull();
  });

  test("takes kinds, a filter, an order and a cursor", async () => {
    expect((await askEvents({ kind: "host_up,host_down" })).events).toMatchObject([
      { kind: "host_up", host: "web-07" },
    ]);
    expect((await askEvents({ q: "rss > 1.5 MiB" })).events).toMatchObject([
      { kind: "process_exit", name: "job" },
      { kind: "process_start", name: "job" },
    ]);
    const first = await askEvents({ order: "asc", limit: "1" });
    const rest = await askEvents({ order: "asc", cursor: first.next_cursor as string });
    expect([...first.events, ...rest.events]).toEqual((await askEvents({ order: "asc" })).events);
  });

  test("refuses what it does not know", () => {
    expect(eventsQuery.safeParse({ kind: "explosion" }).error?.issues[0]?.path).toEqual(["kind"]);
    expect(eventsQuery.safeParse({ cursor: "next" }).error?.issues[0]?.path).toEqual(["cursor"]);
    expect(eventsQuery.safeParse({ host: "a", agent_id: "b" }).success).toBe(false);
  });

  test("has examples that it takes", () => {
    for (const { query } of eventsCall.examples) eventsQuery.parse(query);
  });
});

describe("GET /hosts/{host}/snapshots", () => {
  test("gives the totals of every sample", async () => {
    const { snapshots } = await askSnapshots("web-07", { from: "-1m" });
    expect(snapshots.map((one) => [one.total_processes, one.total_memory_mb])).toEqual([
      [2, 1],
      [3, 3],
      [2, 1],
    ]);
  });

  test("takes a step and a limit", async () => {
    const { snapshots, step_ms } = await askSnapshots("web-07", { step: "1h", limit: "5" });
    expect(step_ms).toBe(3_600_000);
    expect(snapshots).toMatchObject([{ total_processes: 2.33 }]);
  });

  test("knows no other hosts", async () => {
    await expect(askSnapshots("web-99")).rejects.toMatchObject({ code: "PROCMON_NOT_FOUND" });
  });

  test("has examples that it takes", () => {
    for (const { query } of snapshotsCall.examples) snapshotsQuery.parse(query);
  });
});
