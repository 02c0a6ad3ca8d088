import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { createLogFiles, type LogFiles } from "../../../src/hub/journal/log-files.ts";
import { openLogJournal } from "../../../src/hub/journal/log-journal.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { type LogHub, openLogHub, temporaryFolder } from "../../support/log-hub.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { settleUntil } from "../../support/settle-until.ts";

const web = { tenant: "default", host: "web-07" };
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const neverPack = (): Promise<void> => Promise.reject(new Error("not now"));

const framesOf = (parts: readonly { readonly lines: readonly string[] }[]): string[] =>
  parts
    .flatMap(({ lines }) => lines)
    .map((line) => JSON.parse(line) as { k: string; q?: number })
    .map(({ k, q }) => (k === "hello" ? k : `${k} ${q}`));

/** A hub that has kept frames 1 and 2 of web-07, closed. */
const runOnce = async (folder: string) => {
  const before = await openLogHub(folder, { pack: neverPack });
  const agent = before.agent();
  agent.key(1);
  agent.put(30, { name: "cron" });
  agent.delta(2);
  await before.acked(agent, 2);
  await before.close();
  return { agent, clock: before.clock };
};

describe("a hub that starts again", () => {
  test("shows the last table of each host, and takes the next delta of its agent", async () => {
    const folder = temporaryFolder();
    const { agent, clock } = await runOnce(folder);
    const { hub, acked, close, journal } = await openLogHub(folder, { clock, pack: neverPack });
    expect(hub.view("web-07")?.state.processes.count).toBe(3);
    expect(hub.hosts()).toMatchObject([{ host: "web-07", state: "down", interval_ms: 5000 }]);
    const again = connectAgentPeer((channel) => hub.acceptAgent(channel));
    again.hello();
    await settle();
    expect(again.received).toEqual([{ k: "ack", q: 2 }]);
    agent.put(31);
    again.channel.send(agent.deltaText(3));
    await acked(again, 3);
    expect(hub.counters.resyncs).toBe(0);
    expect(hub.view("web-07")?.state.processes.count).toBe(4);
    expect(framesOf(await journal.lines(web, always))).toEqual([
      "hello",
      "key 1",
      "delta 2",
      "hello",
      "key 3",
    ]);
    await close();
  });

  test("knows what is kept of a host whose agent had only greeted the run before", async () => {
    const folder = temporaryFolder();
    const { clock } = await runOnce(folder);
    const second = await openLogHub(folder, { clock, pack: neverPack });
    second.agent();
    await clock.advanceAsync(1000);
    await settleUntil("the greeting is in the log", () => readdirSync(folder).length === 2);
    await second.close();
    const third = await openLogHub(folder, { clock, pack: neverPack });
    expect(third.hub.view("web-07")?.state.processes.count).toBe(3);
    const agent = third.agent();
    await settle();
    expect(agent.received).toEqual([{ k: "ack", q: 2 }]);
    await third.close();
  });

  test("begins a new epoch with an agent that started anew", async () => {
    const folder = temporaryFolder();
    const { clock } = await runOnce(folder);
    const { agent, acked, close, journal } = await openLogHub(folder, { clock, pack: neverPack });
    const next = agent("web-07", "epoch-2");
    await settle();
    expect(next.received).toEqual([{ k: "ack", q: 0 }]);
    next.key(1);
    await acked(next, 1);
    expect(framesOf(await journal.lines(web, always)).slice(-2)).toEqual(["hello", "key 1"]);
    await close();
  });

  test("brings its log into the archive, the oldest file first, and removes it", async () => {
    const folder = temporaryFolder();
    const { clock } = await runOnce(folder);
    const { agent, acked, close } = await openLogHub(folder, { clock, pack: neverPack });
    const next = agent();
    next.key(3);
    await acked(next, 3);
    await close();
    expect(readdirSync(folder)).toHaveLength(2);
    const last = await openLogHub(folder, { clock });
    await settleUntil("both are packed", () => readdirSync(folder).length === 0);
    expect(last.packed.logs).toEqual(last.packed.logs.toSorted((a, b) => a - b));
    expect(framesOf([{ lines: last.packed.lines.get("web-07") ?? [] }])).toEqual([
      "hello",
      "key 1",
      "delta 2",
      "hello",
      "key 3",
    ]);
    await last.close();
  });

  test("knows nothing of a host that was forgotten", async () => {
    const folder = temporaryFolder();
    const { clock } = await runOnce(folder);
    const second = await openLogHub(folder, { clock, pack: neverPack });
    const other = second.agent("db-1");
    other.key(1);
    await second.acked(other, 1);
    second.journal.forget({ ...web } as Parameters<typeof second.journal.forget>[0]);
    expect(await second.journal.lines(web, always)).toEqual([]);
    other.delta(2);
    await second.acked(other, 2);
    await second.close();
    const third = await openLogHub(folder, { clock, pack: neverPack });
    expect(third.hub.hosts().map(({ host }) => host)).toEqual(["db-1"]);
    expect(third.journal.hosts()).toEqual([{ tenant: "default", host: "db-1" }]);
    await third.close();
  });
});

describe("while the log is read", () => {
  /** A hub whose log is read only once `release` is called. */
  const startHeld = async () => {
    const folder = temporaryFolder();
    const { clock } = await runOnce(folder);
    const real = createLogFiles(folder);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const files: LogFiles = {
      ...real,
      open: async (name, use) => {
        if (use === "read") await held;
        return real.open(name, use);
      },
    };
    const log = createRecordingLogger();
    const journal = await openLogJournal({
      files,
      packer: { pack: neverPack },
      policy: "1s",
      clock,
      log,
    });
    const hub = createHub({ clock, log, maxHosts: 10, journal });
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      now: () => clock.now(),
    });
    return { clock, hub, journal, agent, release };
  };

  test("an agent waits for the answer to its greeting, which then knows what is kept", async () => {
    const { hub, journal, agent, release } = await startHeld();
    agent.hello();
    await settle();
    expect(journal.isRecovering).toBe(true);
    expect(agent.received).toEqual([]);
    release();
    await settleUntil("it is answered", () => agent.received.length > 0);
    expect(agent.received).toEqual([{ k: "ack", q: 2 }]);
    hub.close();
    await journal.close();
  });

  test("an agent waits ten seconds at most, and what it sends is not overwritten by the log", async () => {
    const { hub, journal, agent, release, clock } = await startHeld();
    agent.hello();
    await clock.advanceAsync(10_000);
    expect(agent.received).toEqual([{ k: "ack", q: 0 }]);
    agent.put(77);
    agent.put(78);
    agent.put(79);
    agent.key(9);
    await settle();
    release();
    await settleUntil("the log is read", () => !journal.isRecovering);
    expect(hub.view("web-07")?.state.processes.count).toBe(5);
    await clock.advanceAsync(1000);
    await settleUntil("it is acknowledged", () => agent.acked() === 9);
    hub.close();
    await journal.close();
  });
});

describe("frames that are in no group yet", () => {
  const start = async (): Promise<LogHub & { readonly times: readonly number[] }> => {
    const all = await openLogHub(temporaryFolder(), { clock: createFakeClock(), pack: neverPack });
    const agent = all.agent();
    const times: number[] = [];
    for (let sequence = 1; sequence <= 6; sequence++) {
      times.push(all.clock.now());
      agent.put(100 + sequence);
      if (sequence === 1) agent.key(sequence);
      else agent.delta(sequence);
      await all.acked(agent, sequence);
      // Three files of two frames each.
      await all.clock.advanceAsync(sequence % 2 === 0 ? 300_000 : 1000);
    }
    return { ...all, times };
  };

  test("are found from the table before a window up to its end", async () => {
    const { journal, times, close } = await start();
    const find = async (from: number, to: number): Promise<string[]> =>
      framesOf(await journal.lines(web, { from, to }));
    const at = (index: number): number => times[index - 1] as number;
    expect(await find(at(1), at(1))).toEqual(["hello", "key 1"]);
    expect(await find(at(2), at(2))).toEqual(["hello", "key 1", "delta 2"]);
    expect(await find(at(2) + 1, at(4))).toEqual([
      "hello",
      "key 1",
      "delta 2",
      "hello",
      "key 3",
      "delta 4",
    ]);
    expect(await find(at(3), at(3))).toEqual(["hello", "key 3"]);
    expect(await find(at(4) + 1, at(4) + 2)).toEqual(["hello", "key 3", "delta 4"]);
    expect(await find(at(6) + 1, at(6) + 9)).toEqual(["hello", "key 5", "delta 6"]);
    expect(await find(at(1) - 9, at(1) - 1)).toEqual([]);
    expect(await find(at(1) - 9, at(6) + 9)).toHaveLength(9);
    expect(journal.span(web)).toEqual({ from: at(1), to: at(6) });
    await close();
  });

  test("are not those that wait for the disk", async () => {
    const { journal, agent, close, clock } = await openLogHub(temporaryFolder());
    const one = agent();
    one.key(1);
    await settle();
    expect(journal.span(web)).toBeUndefined();
    expect(await journal.lines(web, always)).toEqual([]);
    await clock.advanceAsync(1000);
    await settleUntil("it is written", () => journal.span(web) !== undefined);
    expect(framesOf(await journal.lines(web, always))).toEqual(["hello", "key 1"]);
    await close();
  });
});
