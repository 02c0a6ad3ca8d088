import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type EventsQuestion } from "../../../src/hub/events/events-answer.ts";
import { type HubEvents, openHubEvents } from "../../../src/hub/events/hub-events.ts";
import { type FleetHost, hostEntryOf } from "../../../src/hub/fleet-host.ts";
import { createScan } from "../../../src/hub/history/scan.ts";
import { createRecentHistory, type RecentHistory } from "../../../src/hub/recent/recent-history.ts";
import { type EventKind, event, type HubEvent } from "../../../src/protocol/api/event.ts";
import { readFilter } from "../../../src/protocol/filter/read-filter.ts";
import { type BuiltArchive, createBuiltArchive } from "../../support/built-archive.ts";
import { type ChurningHost, createChurningHost } from "../../support/churning-host.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const start = Date.parse("2026-11-20T03:40:00Z");
let clock: FakeClock;
let shelf: ReturnType<typeof createMemoryShelf>;
let recent: RecentHistory;
let archive: BuiltArchive;
let fleet: Map<string, FleetHost>;
let events: HubEvents;
let told: HubEvent[];

const open = async (): Promise<void> => {
  recent = createRecentHistory();
  events = await openHubEvents({
    shelf,
    tenant: "default",
    recent,
    hosts: () => [...fleet.values()].map(hostEntryOf),
    clock,
    log: createRecordingLogger(),
  });
  told = [];
  events.onEvent((one) => told.push(one));
};

beforeEach(async () => {
  clock = createFakeClock(start);
  shelf = createMemoryShelf({ maxBytes: 1_000_000 });
  archive = createBuiltArchive();
  fleet = new Map();
  await open();
});
afterEach(() => events.close());

/** Time passes, and the frame of a sample comes. */
const step = (
  churning: ChurningHost,
  {
    change = () => {},
    isKey,
    elapsedMs = 5000,
  }: { change?: () => void; isKey?: boolean; elapsedMs?: number } = {},
): void => {
  change();
  clock.advance(clock.now() < churning.source.time + elapsedMs ? elapsedMs : 0);
  const frame = churning.idle({ elapsedMs, ...(isKey !== undefined && { isKey }) });
  for (const sink of [recent, events, archive]) sink.accept(churning.host, "", frame);
};
const greet = (churning: ChurningHost): void => {
  const { host } = churning;
  fleet.set(host.host, host);
  host.isConnected = true;
  host.presence = "up";
  events.greet(host);
};
const connect = (id: string): ChurningHost => {
  const churning = createChurningHost({ id, processes: 3, time: clock.now() - 5000 });
  churning.next();
  churning.host.sequence = 0;
  churning.source.time = clock.now();
  greet(churning);
  step(churning, { isKey: true });
  return churning;
};
const bear = (churning: ChurningHost, pid: number, name: string, msBefore = 1000): void => {
  const { processes, time } = churning.source;
  const slot = processes.freeSlot();
  processes.add(slot, pid, time + 5000 - msBefore - churning.host.facts.boot_time);
  processes.info.name[slot] = name;
  processes.info.cmdline[slot] = [`/bin/${name}`, "-v"];
  processes.info.username[slot] = "ci";
  processes.numbers.ppid[slot] = 1;
  processes.numbers.memory_rss[slot] = 5000;
  processes.numbers.cpu_time[slot] = 20_000;
};
const end = (churning: ChurningHost, pid: number): void => {
  const { processes } = churning.source;
  processes.remove(processes.slotOfPid(pid) as number);
};
const slotOf = (churning: ChurningHost, pid: number): number =>
  churning.source.processes.slotOfPid(pid) as number;

const ask = async (question: Partial<EventsQuestion> = {}, signal?: AbortSignal) => {
  const page = await events.answer(
    archive,
    {
      from: 0,
      to: clock.now(),
      host: undefined,
      kinds: undefined,
      pid: undefined,
      name: undefined,
      filter: undefined,
      order: "asc",
      limit: 1000,
      cursor: undefined,
      ...question,
    },
    createScan({ clock, ...(signal !== undefined && { signal }) }),
  );
  for (const one of page.events) event.parse(one);
  return page;
};
const kindsOf = (list: readonly HubEvent[]): EventKind[] => list.map(({ kind }) => kind);

describe("events of processes", () => {
  test("begin when the process says it began, and end between two samples", async () => {
    const web = connect("web-1");
    step(web, { change: () => bear(web, 4711, "job") });
    const born = web.source.time;
    step(web, {
      change: () => {
        const slot = slotOf(web, 4711);
        web.source.processes.numbers.memory_rss[slot] = 9000;
        web.source.processes.numbers.cpu_time[slot] = 35_000;
      },
    });
    step(web, {
      change: () => {
        web.source.processes.numbers.memory_rss[slotOf(web, 4711)] = 7000;
      },
    });
    step(web, { change: () => end(web, 4711) });
    const { events: found } = await ask({ pid: 4711 });
    const identity = {
      host: "web-1",
      boot_id: web.host.facts.boot_id,
      pid: 4711,
      start: born - 1000 - web.host.facts.boot_time,
      create_time: born - 1000,
      name: "job",
      cmdline: ["/bin/job", "-v"],
      username: "ci",
    };
    expect(found).toEqual([
      {
        id: expect.any(String) as string,
        kind: "process_start",
        time: born - 1000,
        ...identity,
        ppid: 1,
        first_seen: born,
      },
      {
        id: expect.any(String) as string,
        kind: "process_exit",
        time: born + 10_000,
        ...identity,
        last_seen: born + 10_000,
        gone_at: born + 15_000,
        age: 11,
        cpu_time: 3.5,
        max_memory_rss: 9000,
      },
    ]);
    expect(told.slice(-2)).toEqual(found);
  });

  test("are the same from memory and from the archive, to the letter", async () => {
    const hosts = ["a", "b"].map(connect);
    let pid = 5000;
    const living: number[] = [];
    // Beyond the full hour, so that two pieces have a part of it.
    for (let n = 0; n < 400; n++)
      for (const one of hosts)
        step(one, {
          change: () => {
            if (n % 7 === 0 && one === hosts[0]) {
              bear(one, ++pid, `job-${pid % 3}`);
              living.push(pid);
            }
            if (n % 11 === 3 && one === hosts[0] && living.length > 0)
              end(one, living.shift() as number);
          },
        });
    const kinds = new Set<EventKind>(["process_start", "process_exit"]);
    const fromMemory = await ask({ kinds });
    expect(fromMemory.events.length).toBeGreaterThan(80);
    expect(archive.asked).toEqual([]);
    // With a filter everything is read from the archive.
    const filter = readFilter("pid > 0");
    for (const order of ["asc", "desc"] as const) {
      const expected = order === "asc" ? fromMemory.events : fromMemory.events.toReversed();
      expect((await ask({ kinds, filter, order })).events).toEqual(expected);
      // Page by page.
      const paged: HubEvent[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask({ kinds, filter, order, limit: 7, cursor });
        paged.push(...page.events);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(paged).toEqual(expected);
    }
    const named = await ask({ kinds, name: "JOB-2" });
    const filtered = await ask({ kinds, filter: readFilter("name = job-2") });
    expect(named.events.length).toBeGreaterThan(20);
    expect(filtered.events).toEqual(named.events);
  });

  test("of a filter see the values at the moment of the event", async () => {
    const web = connect("web-1");
    step(web, {
      change: () => {
        bear(web, 1001, "small");
        bear(web, 1002, "large");
      },
    });
    step(web, {
      change: () => {
        web.source.processes.numbers.memory_rss[slotOf(web, 1002)] = 3 * 1024 ** 3;
      },
    });
    step(web, {
      change: () => {
        end(web, 1001);
        end(web, 1002);
      },
    });
    const found = await ask({ filter: readFilter("memory_percent > 20") });
    expect(found.events).toMatchObject([{ kind: "process_exit", pid: 1002 }]);
  });

  test("stop at the begin of the window, and go on behind a cursor that more events do not move", async () => {
    const web = connect("web-1");
    for (let n = 0; n < 10; n++) step(web, { change: () => bear(web, 100 + n, "job") });
    const kinds = new Set<EventKind>(["process_start"]);
    const first = await ask({ kinds, order: "desc", limit: 4 });
    expect(first.events.map((one) => "pid" in one && one.pid)).toEqual([109, 108, 107, 106]);
    step(web, { change: () => bear(web, 200, "job") });
    const from = (first.events[0] as HubEvent).time - 25_000;
    const second = await ask({
      kinds,
      order: "desc",
      from,
      limit: 10,
      cursor: first.nextCursor as string,
    });
    expect(second.events.map((one) => "pid" in one && one.pid)).toEqual([105, 104]);
    expect(second.nextCursor).toBeNull();
  });

  test("are not searched for any longer once nobody waits", async () => {
    const web = connect("web-1");
    for (let n = 0; n < 30; n++) step(web);
    const abort = new AbortController();
    const asked = ask({ filter: readFilter("name = nobody") }, abort.signal);
    abort.abort();
    await expect(asked).rejects.toThrow(/abort/);
    expect(archive.asked).toEqual([]);
  });

  test("that a gap hides are found at its end", async () => {
    const web = connect("web-1");
    step(web, { change: () => bear(web, 1, "before") });
    const last = web.source.time;
    step(web, {
      elapsedMs: 3 * 3_600_000,
      isKey: true,
      change: () => {
        end(web, 1);
        bear(web, 2, "within", -2 * 3_600_000);
      },
    });
    const filter = readFilter("name in (before, within)");
    const within = await ask({ filter, from: last, to: last + 3 * 3_600_000 - 60_000 });
    expect(within.events).toMatchObject([
      { kind: "process_exit", name: "before", time: last, gone_at: web.source.time },
      { kind: "process_start", name: "within", first_seen: web.source.time },
    ]);
  });

  test("of an earlier run are told once, together with what happened while no hub ran", async () => {
    const web = connect("web-1");
    step(web, { change: () => bear(web, 1, "old") });
    await events.close();
    clock.advance(60_000);
    await open();
    greet(web);
    step(web, {
      isKey: true,
      elapsedMs: 70_000,
      change: () => {
        end(web, 1);
        bear(web, 2, "young", -62_000);
      },
    });
    const { events: found } = await ask({ name: "o" });
    expect(found.map((one) => [one.kind, "name" in one && one.name])).toEqual([
      ["process_start", "old"],
      ["process_exit", "old"],
      ["process_start", "young"],
    ]);
  });
});

describe("events of hosts", () => {
  const more = (list: readonly HubEvent[]) =>
    list.filter(({ host }) => host !== null).map(({ id: _id, host: _host, ...one }) => one);

  test("tell that a host came, was late, went and came back, and since when", async () => {
    const web = connect("web-1");
    const at = clock.now();
    web.host.lastSeen = at;
    const see = (presence: "late" | "down", ms: number): void => {
      web.host.presence = presence;
      clock.advance(ms);
    };
    see("late", 15_000);
    see("down", 60_000);
    greet(web);
    greet(web);
    const { events: found } = await ask();
    expect(more(found)).toEqual([
      { kind: "host_up", time: start, since: null },
      { kind: "host_late", time: at + 1000 - (at % 1000), since: at },
      { kind: "host_down", time: at + 16_000 - (at % 1000), since: at },
      { kind: "host_up", time: at + 75_000, since: at },
    ]);
    expect(told.slice(-3)).toEqual(found.slice(-3));
  });

  test("tell a new boot from a new agent, and a new interval", async () => {
    const web = connect("web-1");
    web.host.epoch = "epoch-2";
    greet(web);
    web.host.intervalMs = 1000;
    greet(web);
    web.reboot();
    greet(web);
    expect(more(await ask().then(({ events: found }) => found)).slice(1)).toEqual([
      { kind: "agent_restart", time: clock.now() },
      { kind: "host_reboot", time: clock.now(), boot_time: web.host.facts.boot_time },
      { kind: "interval_change", time: clock.now(), interval_ms: 1000, previous_interval_ms: 5000 },
    ]);
  });

  test("tell a clock that was set from samples that are missing", async () => {
    const web = connect("web-1");
    step(web);
    const before = web.source.time;
    web.source.time += 60_000;
    step(web);
    web.source.time -= 60_000;
    step(web);
    step(web, { elapsedMs: 20_000 });
    const kinds = new Set<EventKind>(["clock_jump", "data_gap"]);
    const found = (await ask({ kinds, to: clock.now() + 100_000 })).events;
    expect(more(found).map(({ time: _time, ...one }) => one)).toEqual([
      { kind: "clock_jump", by_ms: 60_000 },
      { kind: "clock_jump", by_ms: -60_000 },
      { kind: "data_gap", since: before + 10_000 },
    ]);
  });

  test("tell whether the hub had ended as it should", async () => {
    await events.close();
    await open();
    const crashed = events;
    clock.advance(5000);
    await open();
    await events.close();
    const kinds = kindsOf((await ask()).events);
    expect(kinds).toEqual([
      "hub_start",
      "hub_start",
      "hub_stop",
      "hub_crash",
      "hub_start",
      "hub_stop",
    ]);
    await crashed.close();
  });

  test("are left out where processes are asked for, and can be asked for alone", async () => {
    const web = connect("web-1");
    step(web, { change: () => bear(web, 77, "job") });
    expect(kindsOf((await ask({ name: "job" })).events)).toEqual(["process_start"]);
    expect(kindsOf((await ask({ host: "web-1" })).events)).toEqual(["host_up", "process_start"]);
    expect(kindsOf((await ask({ kinds: new Set(["hub_start"]) })).events)).toEqual(["hub_start"]);
  });

  test("of an agent that starts anew without end are bounded", async () => {
    const web = connect("web-1");
    for (let n = 0; n < 1500; n++) {
      web.host.epoch = `epoch-${n}`;
      greet(web);
    }
    expect((await ask({ host: "web-1", limit: 2000 })).events).toHaveLength(1000);
    expect(events.dropped).toBe(501);
  });

  test("outlive the host they are about", async () => {
    connect("web-1");
    events.forget({ host: "web-1" });
    recent.forget({ tenant: "default", host: "web-1" });
    expect(kindsOf((await ask({ host: "web-1" })).events)).toEqual(["host_up", "host_forgotten"]);
  });
});
