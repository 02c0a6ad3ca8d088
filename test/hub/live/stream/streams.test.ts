import { describe, expect, test } from "vitest";
import { createHub } from "../../../../src/hub/hub.ts";
import { type StreamOutput } from "../../../../src/hub/live/stream/stream-session.ts";
import { createStreams, type StreamQuery } from "../../../../src/hub/live/stream/streams.ts";
import { type HubEvent } from "../../../../src/protocol/api/event.ts";
import {
  streamEnd,
  streamGap,
  streamHosts,
  streamNews,
  streamSample,
} from "../../../../src/protocol/api/stream-events.ts";
import { connectAgentPeer } from "../../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../../support/fake-clock.ts";
import { createRecordingLogger } from "../../../support/recording-logger.ts";

interface ServerEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

interface Reader {
  /** Bytes that it has not taken. */
  unread: number;
  ended: boolean;
  readonly text: string;
  readonly output: StreamOutput;
  events(): ServerEvent[];
  /** Events since the last call. */
  take(): ServerEvent[];
  lastId(): string;
}

/** One connection of a reader: what came over it, parsed as EventSource does. */
const createReader = (): Reader => {
  let text = "";
  let taken = 0;
  const reader: Reader = {
    unread: 0,
    ended: false,
    get text() {
      return text;
    },
    output: {
      write: (part: string) => {
        if (!reader.ended) text += part;
      },
      get bufferedBytes() {
        return reader.unread;
      },
      end: () => {
        reader.ended = true;
      },
    },
    events: (): ServerEvent[] =>
      text.split("\n\n").flatMap((block) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
        const type = field("event");
        if (type === undefined) return [];
        return [
          {
            id: field("id") ?? "",
            type,
            data: JSON.parse(field("data") ?? "null") as Record<string, unknown>,
          },
        ];
      }),
    take: (): ServerEvent[] => {
      const fresh = reader.events().slice(taken);
      taken += fresh.length;
      return fresh;
    },
    lastId: (): string => reader.events().at(-1)?.id ?? "",
  };
  return reader;
};

const anything: StreamQuery = {
  host: undefined,
  q: undefined,
  fields: ["name", "memory_rss"],
};

const start = async () => {
  const clock = createFakeClock();
  const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 10 });
  let drawn = 0;
  const listeners = new Set<(event: HubEvent) => void>();
  const streams = createStreams({
    hub,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock,
    random: () => ++drawn / 1e6,
  });
  const connect = (host: string) => {
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      host,
      now: () => clock.now(),
    });
    agent.hello();
    agent.key(1);
    let sequence = 1;
    return {
      ...agent,
      sample: async () => {
        await clock.advanceAsync(1000);
        agent.delta(++sequence);
        await settle();
      },
    };
  };
  const agent = connect("web-07");
  await clock.advanceAsync(1000);
  const open = (query: Partial<StreamQuery> = {}, lastEventId?: string) => {
    const reader = createReader();
    const leave = streams.open({ ...anything, ...query }, reader.output, lastEventId);
    return { ...reader, reader, leave };
  };
  return { clock, hub, streams, connect, agent, open, listeners };
};

const pids = (event: ServerEvent | undefined) =>
  streamSample.parse(event?.data).processes.map(({ pid }) => pid);

describe("a reader", () => {
  test("gets the hosts, the whole table of each, and then what changes", async () => {
    const { agent, open } = await start();
    const reader = open();
    const [hosts, whole] = reader.take();
    expect(streamHosts.parse(hosts?.data).hosts).toMatchObject([{ host: "web-07", state: "up" }]);
    expect(streamSample.parse(whole?.data)).toMatchObject({
      host: "web-07",
      whole: true,
      processes: [
        { pid: 1, name: "init" },
        { pid: 20, name: "worker", memory_rss: 1000 },
      ],
      left: [],
    });
    await agent.sample();
    reader.take();
    agent.put(20, { name: "worker", rss: 2000 });
    agent.put(30);
    await agent.sample();
    const [change] = reader.take();
    expect(streamSample.parse(change?.data)).toMatchObject({
      whole: false,
      processes: [
        { pid: 20, memory_rss: 2000 },
        { pid: 30, name: "process-30" },
      ],
    });
    agent.state.processes.remove(20);
    await agent.sample();
    await agent.sample();
    expect(
      reader
        .take()
        .flatMap(({ data, type }) => (type !== "sample" ? [] : streamSample.parse(data).left)),
    ).toEqual([{ pid: 20, start: 200, ended: true }]);
  });

  test("learns that a process rests, of which the frame says nothing", async () => {
    const { agent, open } = await start();
    const reader = open({ fields: ["cpu_percent"] });
    const cpu = () =>
      reader
        .take()
        .flatMap(({ data, type }) =>
          type !== "sample"
            ? []
            : streamSample
                .parse(data)
                .processes.flatMap((row) => (row.pid === 20 ? [row["cpu_percent"]] : [])),
        );
    agent.put(20, { name: "worker", cpuTime: 0 });
    await agent.sample();
    cpu();
    agent.put(20, { name: "worker", cpuTime: 25_000 });
    await agent.sample();
    expect(cpu()).toEqual([50]);
    await agent.sample();
    expect(cpu()).toEqual([0]);
    await agent.sample();
    expect(cpu()).toEqual([]);
  });

  test("gets nothing where no field that it asked for changed", async () => {
    const { agent, open } = await start();
    const reader = open({ fields: ["name"] });
    reader.take();
    agent.put(20, { name: "worker", rss: 2000 });
    await agent.sample();
    expect(reader.take()).toEqual([]);
  });

  test("may ask for one host and for processes by a filter", async () => {
    const { agent, connect, open, clock } = await start();
    const other = connect("web-08");
    await settle();
    const reader = open({ host: "web-07", q: "rss > 1500" });
    await clock.advanceAsync(1000);
    expect(reader.take().map(({ type }) => type)).toEqual(["hosts", "sample"]);
    agent.put(20, { name: "worker", rss: 2000 });
    await agent.sample();
    await other.sample();
    expect(pids(reader.take()[0])).toEqual([20]);
    agent.put(20, { name: "worker", rss: 1200 });
    await agent.sample();
    expect(streamSample.parse(reader.take()[0]?.data)).toMatchObject({
      processes: [],
      left: [{ pid: 20, ended: false }],
    });
    expect(() => open({ q: "rss >" })).toThrow(
      expect.objectContaining({ code: "PROCMON_FILTER_SYNTAX" }),
    );
  });

  test("hears of a host that comes, at most once a second", async () => {
    const { connect, open, clock } = await start();
    const reader = open();
    reader.take();
    connect("a");
    connect("b");
    await settle();
    await clock.advanceAsync(999);
    expect(reader.take().filter(({ type }) => type === "news")).toEqual([]);
    await clock.advanceAsync(1);
    const fresh = reader.take().filter(({ type }) => type === "news");
    expect(fresh.map(({ data }) => streamNews.parse(data).hosts.length)).toEqual([2]);
  });

  test("hears what happens to its host and to the hub", async () => {
    const { open, listeners } = await start();
    const reader = open({ host: "web-07" });
    reader.take();
    const at = (kind: "host_down" | "hub_stop", host: string | null): HubEvent => ({
      id: `${kind}:${host}`,
      time: 5,
      kind,
      host,
    });
    const told = [at("host_down", "web-07"), at("host_down", "web-08"), at("hub_stop", null)];
    for (const listener of listeners) for (const event of told) listener(event);
    expect(reader.take()).toMatchObject([
      { type: "event", data: { kind: "host_down", host: "web-07" } },
      { type: "event", data: { kind: "hub_stop", host: null } },
    ]);
    reader.leave();
    expect(listeners.size).toBe(1);
  });

  test("gets a heartbeat while nothing happens", async () => {
    const { clock, open } = await start();
    const reader = open();
    await clock.advanceAsync(45_000);
    expect(reader.reader.text.match(/^:$/gm)).toHaveLength(3);
  });

  test("gets no line that a host put into a name", async () => {
    const { agent, open } = await start();
    const reader = open();
    reader.take();
    agent.put(30, { name: "a\u240aevent: hosts" });
    await agent.sample();
    expect(reader.take().map(({ type }) => type)).toEqual(["sample"]);
  });
});

describe("a reader that comes back", () => {
  test("gets every event that it missed, and those it had not read, once", async () => {
    const { agent, open, streams } = await start();
    const first = open();
    await agent.sample();
    const seen = first.lastId();
    agent.put(30);
    await agent.sample();
    first.leave();
    agent.put(31);
    await agent.sample();
    const second = open({}, seen);
    expect(second.take().map(pids)).toEqual([[30], [31]]);
    agent.put(32);
    await agent.sample();
    expect(second.take().map(pids)).toEqual([[32]]);
    expect(streams.counters).toMatchObject({ readers: 1, resumed: 1, gaps: 0 });
  });

  test("takes the place of its own old connection", async () => {
    const { agent, open, streams } = await start();
    const first = open();
    const second = open({}, first.lastId());
    expect(first.reader.ended).toBe(true);
    first.leave();
    agent.put(30);
    await agent.sample();
    expect(second.take().map(pids)).toEqual([[30]]);
    expect(streams.counters.readers).toBe(1);
  });

  test.each([
    ["after a minute", 61_000, {}],
    ["with another question", 0, { q: "name = init" }],
  ])("is told of the gap and begins anew %s", async (_, ms, query) => {
    const { clock, open, streams } = await start();
    const first = open();
    first.leave();
    await clock.advanceAsync(ms);
    const second = open(query, first.lastId());
    const [gap, ...rest] = second.take();
    expect(gap?.type).toBe("gap");
    expect(streamGap.parse(gap?.data).last_event_id).toBe(first.lastId());
    expect(rest.map(({ type }) => type)).toEqual(["hosts", "sample"]);
    expect(streams.counters.gaps).toBe(1);
  });

  test("is told of the gap where more came than is kept", async () => {
    const { agent, open } = await start();
    const first = open();
    first.leave();
    for (let round = 0; round < 6; round++) {
      for (let pid = 100; pid < 999; pid++) agent.put(pid, { rss: round, name: "x".repeat(100) });
      await agent.sample();
    }
    const second = open({}, first.lastId());
    expect(second.take().map(({ type }) => type)).toEqual(["gap", "hosts", "sample"]);
  });

  test("is told of the gap whatever it sends as its last event", async () => {
    const { open } = await start();
    for (const id of ["", "x", "a.1", "\u001b[2J.7", "9".repeat(5000)])
      expect(open({}, id).take()[0]).toMatchObject({ type: "gap" });
  });
});

describe("a reader that is slow", () => {
  test("gets the whole table once it has caught up, in place of what it missed", async () => {
    const { agent, open, streams, clock } = await start();
    const one = open();
    one.take();
    one.reader.unread = 2_000_000;
    for (const pid of [30, 31, 32]) {
      agent.put(pid);
      await agent.sample();
    }
    expect(one.take()).toEqual([]);
    one.reader.unread = 0;
    await clock.advanceAsync(100);
    expect(one.take().map(({ data }) => [data["whole"], (data["processes"] as []).length])).toEqual(
      [[true, 5]],
    );
    expect(streams.counters.dropped).toBe(2);
  });

  test("is sent away with the reason when it stays slow", async () => {
    const { agent, open, streams, clock } = await start();
    const one = open();
    one.reader.unread = 2_000_000;
    agent.put(30);
    await agent.sample();
    await clock.advanceAsync(31_000);
    expect(one.reader.ended).toBe(true);
    expect(one.events().at(-1)).toMatchObject({
      type: "end",
      data: { reason: expect.stringContaining("keeps up") as unknown },
    });
    expect(streams.counters).toMatchObject({ slow: 1, readers: 0 });
  });
});

test("there is room for a hundred readers, and those that are away make room", async () => {
  const { open, streams } = await start();
  for (let i = 0; i < 150; i++) open().leave();
  for (let i = 0; i < 100; i++) open();
  expect(() => open()).toThrow(expect.objectContaining({ code: "PROCMON_RATE_LIMITED" }));
  expect(streams.counters.readers).toBe(100);
});

test("what is said of a host that was forgotten begins anew", async () => {
  const { open, hub, agent, connect, clock } = await start();
  const reader = open();
  agent.channel.close();
  await settle();
  hub.forget("web-07");
  await clock.advanceAsync(1000);
  reader.take();
  connect("web-07");
  await clock.advanceAsync(1000);
  const fresh = reader.take().filter(({ type }) => type === "sample");
  expect(fresh).toMatchObject([{ data: { host: "web-07", whole: true } }]);
});

test("the end of the hub is said, and leaves nothing that runs", async () => {
  const { open, streams, hub, clock } = await start();
  const one = open();
  open().leave();
  streams.close();
  hub.close();
  const last = one.events().at(-1);
  expect(last?.type).toBe("end");
  expect(streamEnd.parse(last?.data)).toEqual({ reason: "the hub ends" });
  await clock.advanceAsync(1);
  expect(clock.pending).toBe(0);
});
