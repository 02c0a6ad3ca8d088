import { describe, expect, test } from "vitest";
import { createArchive } from "../../../src/hub/archive/create-archive.ts";
import { type Piece } from "../../../src/hub/archive/piece.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type ClosedLog } from "../../../src/hub/journal/packer.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { addProcess, type SomeProcess } from "../../support/host-view.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { readSamples, withoutLists } from "./support/read-samples.ts";
import { createSimulatedHost, someName } from "./support/simulated-host.ts";

const begin = Date.parse("2026-11-20T03:00:00Z");
const hour = 3_600_000;

const createParts = () => {
  const clock = createFakeClock(begin);
  const shelf = createMemoryShelf({ maxBytes: 1e9 });
  const host = createSimulatedHost();
  const archive = createArchive({
    shelf,
    clock,
    log: createRecordingLogger(),
    unpacked: host.unpacked,
    limits: () => defaultLimits,
  });
  const sample = (time: number, processes: readonly SomeProcess[]): void => {
    const state = new HostState();
    state.time = time;
    state.elapsed = 5000;
    for (const [slot, process] of processes.entries()) addProcess(state.processes, slot, process);
    host.sample(state);
  };
  const pack = async (): Promise<void> => {
    const log = host.closeLog() as ClosedLog;
    await archive.pack(log);
    host.removeLog(log);
  };
  const pieces = async (from = begin, to = begin + 24 * hour, pid?: number): Promise<Piece[]> =>
    all(archive.pieces(someName, { from, to, ...(pid !== undefined && { pid }) }));
  return { clock, shelf, host, archive, sample, pack, pieces };
};

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const init = { pid: 1, name: "init" };

/** Each way in which samples can be kept. */
const ways = ["log", "groups", "segments"] as const;
const keep = async (parts: ReturnType<typeof createParts>, way: (typeof ways)[number]) => {
  if (way !== "log") await parts.pack();
  if (way !== "segments") return;
  parts.clock.stepWall(24 * hour);
  await parts.archive.sealDue();
};

describe.each(ways)("pieces from %s", (way) => {
  test("tell a reused pid from its former owner", async () => {
    const parts = createParts();
    parts.sample(begin, [init, { pid: 7, start: 10, name: "a" }]);
    parts.sample(begin + 5000, [init, { pid: 7, start: 90, name: "b" }]);
    await keep(parts, way);
    const [piece] = await parts.pieces(begin, begin + hour, 7);
    expect(
      piece?.tracks.map(({ pid, start, firstIndex, lastIndex, isGone, info }) => [
        pid,
        start,
        firstIndex,
        lastIndex,
        isGone,
        info.name,
      ]),
    ).toEqual([
      [7, 10, 0, 0, true, "a"],
      [7, 90, 1, 1, false, "b"],
    ]);
    await parts.archive.close();
  });

  test("end every process at a reboot, and tell the boot of each sample", async () => {
    const parts = createParts();
    parts.sample(begin, [init]);
    parts.host.greet(factsOf({ boot_id: "after" }));
    parts.sample(begin + 5000, [init]);
    await keep(parts, way);
    const [piece] = await parts.pieces();
    expect(piece?.boots.map(({ facts }) => facts.boot_id)).toEqual([factsOf().boot_id, "after"]);
    expect(piece?.tracks.map(({ boot, isGone }) => [boot, isGone])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(Array.from(piece?.bootAt ?? [])).toEqual([0, 1]);
    await parts.archive.close();
  });

  test("keep a process together over a key frame and over a restart of its agent", async () => {
    const parts = createParts();
    parts.sample(begin, [init, { pid: 5, cpu_time: 100 }]);
    parts.host.greet();
    parts.sample(begin + 5000, [{ pid: 5, cpu_time: 150 }, init]);
    await keep(parts, way);
    const [piece] = await parts.pieces(begin, begin + hour, 5);
    expect(piece?.tracks.length).toBe(1);
    expect(Array.from(piece?.tracks[0]?.column("cpu_time") ?? [])).toEqual([100, 150]);
    await parts.archive.close();
  });

  test("are cut to the window, and say who is gone right behind it", async () => {
    const parts = createParts();
    for (let i = 0; i < 4; i++)
      parts.sample(begin + i * 5000, i < 3 ? [init, { pid: 9, memory_rss: i }] : [init]);
    await keep(parts, way);
    const [piece] = await parts.pieces(begin + 5000, begin + 10_000);
    expect(Array.from(piece?.times ?? [])).toEqual([begin + 5000, begin + 10_000]);
    const nine = piece?.tracks.find(({ pid }) => pid === 9);
    expect([nine?.firstIndex, nine?.lastIndex, nine?.isGone]).toEqual([0, 1, true]);
    expect(Array.from(nine?.column("memory_rss") ?? [])).toEqual([1, 2]);
    const [shorter] = await parts.pieces(begin, begin + 5000);
    expect(shorter?.tracks.every(({ isGone }) => !isGone)).toBe(true);
    await parts.archive.close();
  });

  test("say who is gone in the first sample of the next hour", async () => {
    const parts = createParts();
    parts.sample(begin + hour - 5000, [init, { pid: 9 }]);
    parts.sample(begin + hour, [init]);
    await keep(parts, way);
    const [first, second] = await parts.pieces();
    expect(first?.tracks.map(({ pid, isGone }) => [pid, isGone])).toEqual([
      [1, false],
      [9, true],
    ]);
    expect(Array.from(second?.times ?? [])).toEqual([begin + hour]);
    await parts.archive.close();
  });

  test("give the texts of a process at each sample", async () => {
    const parts = createParts();
    parts.sample(begin, [{ pid: 4, name: "sh", cmdline: ["sh"] }]);
    parts.sample(begin + 5000, [{ pid: 4, name: "make", cmdline: ["make", "-j2"] }]);
    await keep(parts, way);
    const [piece] = await parts.pieces();
    const [track] = piece?.tracks ?? [];
    expect([track?.infoAt(0).cmdline, track?.infoAt(1).name, track?.info.cmdline]).toEqual([
      ["sh"],
      "make",
      ["make", "-j2"],
    ]);
    await parts.archive.close();
  });

  test("have a span, hosts, and the newest table at a moment long after", async () => {
    const parts = createParts();
    parts.sample(begin, [init]);
    parts.sample(begin + 2 * hour, [init, { pid: 2 }]);
    await keep(parts, way);
    expect(await parts.archive.hosts("default")).toEqual(["web-1"]);
    expect(await parts.archive.hosts("other")).toEqual([]);
    expect(await parts.archive.span(someName, "raw")).toEqual({
      from: begin,
      to: begin + 2 * hour,
    });
    const counts = [];
    for (const moment of [begin - 1, begin, begin + hour, begin + 2 * hour, begin + 90 * hour])
      counts.push((await parts.archive.tableAt(someName, moment))?.view.state.processes.count ?? 0);
    expect(counts).toEqual([0, 1, 1, 2, 2]);
    await parts.archive.close();
  });
});

test("an hour is sealed when the next one has begun, or ten minutes after its end", async () => {
  const { clock, shelf, sample, pack, archive } = createParts();
  sample(begin + 1000, [init]);
  await pack();
  clock.stepWall(hour + 599_999);
  await archive.sealDue();
  expect(await shelf.list("default/raw/web-1")).toEqual([]);
  clock.stepWall(1);
  await archive.sealDue();
  expect(await shelf.list("default/raw/web-1")).toEqual(["2026-11-20T03.json.gz"]);
  clock.stepWall(-hour);
  sample(begin + hour, [init]);
  sample(begin + 2 * hour, [init]);
  await pack();
  await archive.sealDue();
  expect(await shelf.list("default/raw/web-1")).toEqual([
    "2026-11-20T03.json.gz",
    "2026-11-20T04.json.gz",
  ]);
  expect(await shelf.list("default/hot/web-1")).toEqual(["2026-11-20T05.ndjson.gz"]);
  await archive.close();
});

test("hours are sealed by themselves, also those that an earlier run left", async () => {
  const { clock, shelf, host, sample, pack, archive } = createParts();
  sample(begin, [init]);
  sample(begin + hour, [init]);
  await pack();
  await archive.close();
  const next = createArchive({
    shelf,
    clock,
    log: createRecordingLogger(),
    limits: () => defaultLimits,
  });
  for (let turn = 0; turn < 100; turn++) await clock.advanceAsync(1);
  while ((await shelf.list("default/raw/web-1")).length === 0) await clock.advanceAsync(1000);
  expect(await shelf.list("default/hot/web-1")).toEqual(["2026-11-20T04.ndjson.gz"]);
  expect(await readSamples(next, someName)).toEqual(withoutLists(host.expected));
  await next.close();
});

test("a host whose greeting is lost is served with what is known", async () => {
  const { archive, host, sample } = createParts();
  sample(begin, [init]);
  const log = host.closeLog() as ClosedLog;
  const [, ...lines] = await log.lines(someName);
  await archive.pack({ ...log, lines: async () => lines });
  host.removeLog(log);
  const table = await archive.tableAt(someName, begin);
  expect([table?.view.facts.hostname, table?.view.facts.boot_time]).toEqual(["web-1", 0]);
  await archive.close();
});

test("packing a log of many hosts never holds up others for long", async () => {
  const { archive } = createParts();
  const hosts = Array.from({ length: 40 }, (_, i) => ({ tenant: "default", host: `h${i}` }));
  const { host, sample } = createParts();
  for (let i = 0; i < 60; i++)
    sample(
      begin + hour - 150_000 + i * 5000,
      Array.from({ length: 50 }, (_, p) => ({ pid: p + 1, cpu_time: i * p })),
    );
  const log = host.closeLog() as ClosedLog;
  const lines = await log.lines(someName);
  let turns = 0;
  let isDone = false;
  const watch = (async () => {
    for (; !isDone; turns++) await new Promise((resolve) => setImmediate(resolve));
  })();
  await archive.pack({ start: 1, hosts, lines: async () => lines });
  isDone = true;
  await watch;
  // Each host is cut at the hour, which takes a replay: several slices each.
  expect(turns).toBeGreaterThan(hosts.length);
  expect((await archive.hosts("default")).length).toBe(40);
  await archive.close();
});
