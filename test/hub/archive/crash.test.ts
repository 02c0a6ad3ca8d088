import { describe, expect, test } from "vitest";
import { createArchive } from "../../../src/hub/archive/create-archive.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../../src/hub/archive/shelf/shelf.ts";
import { type ClosedLog } from "../../../src/hub/journal/packer.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { addProcess } from "../../support/host-view.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { readSamples, withoutLists } from "./support/read-samples.ts";
import { createSimulatedHost, type SimulatedHost, someName } from "./support/simulated-host.ts";
import { createStoppingShelf } from "./support/stopping-shelf.ts";

const begin = Date.parse("2026-11-20T03:58:00Z");

const stateAt = (time: number, round: number): HostState => {
  const state = new HostState();
  state.time = time;
  state.elapsed = 30_000;
  addProcess(state.processes, 0, { pid: 1, name: "init", cpu_time: 100 + round, memory_rss: 4096 });
  addProcess(state.processes, 1 + (round % 2), { pid: 100 + round, start: round, name: "short" });
  return state;
};

const archiveOn = (shelf: Shelf, host: SimulatedHost, now: number) =>
  createArchive({
    shelf,
    clock: createFakeClock(now),
    log: createRecordingLogger(),
    unpacked: host.unpacked,
    limits: () => defaultLimits,
  });

/** Two logs over the turn of an hour, the second with samples of a clock that had stepped back. */
const scenario = () => {
  const host = createSimulatedHost();
  const times = [0, 30, 60, 90, 120, 150].map((s) => begin + s * 1000);
  const logs: ClosedLog[] = [];
  for (const [round, time] of times.entries()) host.sample(stateAt(time, round));
  logs.push(host.closeLog() as ClosedLog);
  for (const [round, s] of [180, 100, 130, 200].entries())
    host.sample(stateAt(begin + s * 1000, 6 + round));
  logs.push(host.closeLog() as ClosedLog);
  return { host, logs };
};

/** Packs what is not packed, removes it from the log, seals. Ends where the shelf ends. */
const work = async (
  archive: ReturnType<typeof archiveOn>,
  host: SimulatedHost,
  logs: ClosedLog[],
): Promise<void> => {
  for (let log = logs[0]; log !== undefined; log = logs[0]) {
    await archive.pack(log);
    host.removeLog(log);
    logs.shift();
  }
  await archive.sealDue();
};

const text = (samples: readonly { time: number }[]): string[] =>
  samples.map((sample) => JSON.stringify(sample)).sort();

describe("a hub that is killed between any two changes of files", () => {
  for (const half of [false, true]) {
    test(`serves every sample once before and after it starts again${half ? ", its last write half done" : ""}`, async () => {
      const later = begin + 7_200_000;
      let isDone = false;
      for (let after = 0; !isDone; after++) {
        expect(after).toBeLessThan(60);
        const shelf = createMemoryShelf({ maxBytes: 1e9 });
        const { host, logs } = scenario();
        const expected = text(withoutLists(host.expected));
        const killed = createStoppingShelf(shelf, { after, half });
        const first = archiveOn(killed, host, later);
        isDone = await work(first, host, logs).then(
          () => (logs.length === 0 && killed.changes < after) || killed.changes < after,
          () => false,
        );
        await first.close();

        const second = archiveOn(shelf, host, later);
        expect(text(await readSamples(second, someName))).toEqual(expected);
        await work(second, host, logs);
        expect(text(await readSamples(second, someName))).toEqual(expected);
        expect(await shelf.list("default/hot/web-1")).toEqual([]);
        await second.close();
      }
    });
  }

  test("seals what came late into a file of its own, and reads all of the hour as one", async () => {
    const shelf = createMemoryShelf({ maxBytes: 1e9 });
    const { host, logs } = scenario();
    const archive = archiveOn(shelf, host, begin + 7_200_000);
    await work(archive, host, logs);
    host.sample(stateAt(begin + 95_000, 20));
    host.sample(stateAt(begin + 96_000, 21));
    await work(archive, host, [host.closeLog() as ClosedLog]);
    expect(await shelf.list("default/raw/web-1")).toEqual([
      "2026-11-20T03.1.json.gz",
      "2026-11-20T03.json.gz",
      "2026-11-20T04.json.gz",
    ]);
    expect(text(await readSamples(archive, someName))).toEqual(text(withoutLists(host.expected)));
    await archive.close();
  });

  test("keeps what was appended when the disk is full, and goes on when there is room", async () => {
    const shelf = createMemoryShelf({ maxBytes: 1e9 });
    const { host, logs } = scenario();
    let isFull = true;
    const archive = archiveOn(
      {
        ...shelf,
        append: async (path, bytes) => {
          if (!isFull) return shelf.append(path, bytes);
          await shelf.append(path, bytes.subarray(0, 40));
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        },
      },
      host,
      begin + 300_000,
    );
    await expect(work(archive, host, logs)).rejects.toThrow("no space");
    expect(text(await readSamples(archive, someName))).toEqual(text(withoutLists(host.expected)));
    isFull = false;
    await work(archive, host, logs);
    expect(text(await readSamples(archive, someName))).toEqual(text(withoutLists(host.expected)));
    expect(archive.damages).toEqual([]);
    await archive.close();
  });
});
