import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createArchive } from "../../../src/hub/archive/create-archive.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createFileShelf } from "../../../src/hub/archive/shelf/file-shelf.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../../src/hub/archive/shelf/shelf.ts";
import { type ClosedLog } from "../../../src/hub/journal/packer.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { addProcess } from "../../support/host-view.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { readSamples, withoutLists } from "./support/read-samples.ts";
import { createSimulatedHost, type ExpectedSample, someName } from "./support/simulated-host.ts";

const begin = Date.parse("2026-11-20T03:10:00Z");
const hot = "default/hot/web-1/2026-11-20T03.ndjson.gz";
const raw = "default/raw/web-1/2026-11-20T03.json.gz";

const createFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "procmon-damage-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Three groups of two samples. With `isSealed` one segment of them. */
const stored = async (isSealed: boolean) => {
  const shelf = createMemoryShelf({ maxBytes: 1e9 });
  const host = createSimulatedHost();
  const clock = createFakeClock(begin);
  const archive = createArchive({
    shelf,
    clock,
    log: createRecordingLogger(),
    limits: () => defaultLimits,
  });
  for (let round = 0; round < 6; round++) {
    const state = new HostState();
    state.time = begin + round * 5000;
    state.elapsed = 5000;
    state.values[5] = 10 + round;
    addProcess(state.processes, 0, { pid: 1, name: "init", cpu_time: 7 * round });
    addProcess(state.processes, 1, { pid: 20 + round, name: "short", cmdline: ["short", "-v"] });
    host.sample(state);
    if (round % 2 === 1) await archive.pack(host.closeLog() as ClosedLog);
  }
  if (isSealed) {
    clock.stepWall(7_200_000);
    await archive.sealDue();
  }
  await archive.close();
  const path = isSealed ? raw : hot;
  const bytes = (await shelf.read(path, 0, 1e9)) as Buffer;
  return { path, bytes: Buffer.from(bytes), expected: withoutLists(host.expected) };
};

const readBack = async (
  path: string,
  bytes: Buffer,
  shelf: Shelf = createMemoryShelf({ maxBytes: 1e9 }),
) => {
  await shelf.put(path, [bytes]);
  const archive = createArchive({
    shelf,
    clock: createFakeClock(begin),
    log: createRecordingLogger(),
    limits: () => defaultLimits,
  });
  const samples = await readSamples(archive, someName);
  for (const { time } of samples) await archive.tableAt(someName, time);
  const damages = [...archive.damages];
  await archive.close();
  return { samples, damages };
};

type Sample = Omit<ExpectedSample, "cores" | "mounts">;

/** What came back must have been there; what is missing must be listed. Returns what is missing. */
const checkPart = (
  samples: readonly Sample[],
  expected: readonly Sample[],
  damages: readonly unknown[],
): number => {
  let missing = expected.length - samples.length;
  for (const sample of samples) {
    const original = expected.find(({ time }) => time === sample.time);
    expect(original).toBeDefined();
    for (const row of sample.rows) expect(original?.rows).toContain(row);
    missing += (original?.rows.length ?? 0) - sample.rows.length;
    if (JSON.stringify(sample.values) !== JSON.stringify(original?.values)) {
      expect(new Set(sample.values)).toEqual(new Set(["NaN"]));
      missing++;
    }
  }
  if (missing > 0) expect(damages).not.toEqual([]);
  return missing;
};

describe("a damaged segment", () => {
  test("serves what is intact whichever byte is wrong, and says so", async () => {
    const { path, bytes, expected } = await stored(true);
    let whole = 0;
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (bytes[at] as number) ^ (1 << (at % 8));
      const { samples, damages } = await readBack(path, damaged);
      expect(samples.length).toBe(expected.length);
      if (checkPart(samples, expected, damages) === 0) whole++;
    }
    // The header stands there twice: damage to one of them costs nothing.
    expect(whole).toBeGreaterThan(bytes.length / 3);
  }, 60_000);

  test("serves what is left when its front or its end is cut off", async () => {
    const { path, bytes, expected } = await stored(true);
    for (let cut = 1; cut <= bytes.length; cut++) {
      const front = await readBack(path, bytes.subarray(cut));
      checkPart(front.samples, expected, front.damages);
      const end = await readBack(path, bytes.subarray(0, bytes.length - cut));
      checkPart(end.samples, expected, end.damages);
    }
    const header = bytes.readUInt32LE(16);
    expect((await readBack(path, bytes.subarray(header))).samples).toEqual(expected);
    expect((await readBack(path, bytes.subarray(0, -header))).samples).toEqual(expected);
  }, 60_000);

  test("is listed where it is a file of another program, and the rest is served", async () => {
    for (const foreign of [Buffer.from("hello\n"), Buffer.alloc(5000), Buffer.alloc(0)]) {
      const { samples, damages } = await readBack(raw, foreign);
      expect(samples).toEqual([]);
      expect(damages).toEqual([{ file: raw, reason: "no header of a segment is intact" }]);
    }
  });
});

test("a header of a segment that claims gigabytes costs nothing, for its copy serves", async () => {
  const { path, bytes, expected } = await stored(true);
  const damaged = Buffer.from(bytes);
  damaged[19] = 0x80;
  const { samples, damages } = await readBack(path, damaged, createFileShelf(await createFolder()));
  expect(samples).toEqual(expected);
  expect(damages).toEqual([{ file: raw, reason: "a header is damaged; its copy serves" }]);
});

describe("damaged groups", () => {
  test("serve every group but the one with the wrong byte", async () => {
    const { path, bytes, expected } = await stored(false);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (bytes[at] as number) ^ (1 << (at % 8));
      const { samples, damages } = await readBack(path, damaged);
      expect(samples.length).toBeGreaterThanOrEqual(expected.length - 2);
      checkPart(samples, expected, damages);
    }
  }, 60_000);

  test("serve all that was written before a torn end", async () => {
    const { path, bytes, expected } = await stored(false);
    const lengths: number[] = [];
    for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 16))
      lengths.push(at + bytes.readUInt32LE(at + 16));
    for (let size = 0; size < bytes.length; size++) {
      const { samples, damages } = await readBack(path, bytes.subarray(0, size));
      const whole = lengths.filter((end) => end <= size).length;
      expect(samples).toEqual(expected.slice(0, 2 * whole));
      if (size > 0 && !lengths.includes(size)) expect(damages.length).toBe(1);
    }
  }, 60_000);
});

describe("what cannot be read", () => {
  const folderInPlaceOf = async (path: string) => {
    const root = await createFolder();
    await mkdir(join(root, path), { recursive: true });
    const archive = createArchive({
      shelf: createFileShelf(root),
      clock: createFakeClock(begin),
      log: createRecordingLogger(),
      limits: () => defaultLimits,
    });
    onTestFinished(() => archive.close());
    return { root, archive };
  };

  test.each([raw, hot])("is listed, and the rest is served: %s", async (path) => {
    const { root, archive } = await folderInPlaceOf(path);
    const { bytes, expected } = await stored(true);
    await mkdir(join(root, "default/raw/web-1"), { recursive: true });
    await writeFile(join(root, raw.replace("T03", path === hot ? "T03" : "T03.1")), bytes);
    expect(await readSamples(archive, someName)).toEqual(expected);
    expect(archive.damages).toContainEqual({ file: path, reason: "it cannot be read (EISDIR)" });
  });

  test("is listed where it is a file of a tier", async () => {
    const tier = "default/1m/web-1/2026-11-20T03.json.gz";
    const { root, archive } = await folderInPlaceOf(tier);
    const { bytes } = await stored(true);
    await mkdir(join(root, "default/raw/web-1"), { recursive: true });
    await writeFile(join(root, raw), bytes);
    const pieces = [];
    for await (const piece of archive.tierPieces(someName, "1m", { from: begin, to: 2 * begin }))
      pieces.push(piece);
    expect(pieces).toHaveLength(1);
    expect(archive.damages).toEqual([{ file: tier, reason: "it cannot be read (EISDIR)" }]);
  });

  test("is not sealed, for what was not read would be removed", async () => {
    const root = await createFolder();
    await mkdir(join(root, "default/hot/web-1"), { recursive: true });
    await writeFile(join(root, hot), (await stored(false)).bytes);
    const files = createFileShelf(root);
    const archive = createArchive({
      shelf: {
        ...files,
        read: async (path, offset, length) => {
          if (path !== hot) return files.read(path, offset, length);
          throw Object.assign(new Error("EIO"), { code: "EIO", syscall: "read" });
        },
      },
      clock: createFakeClock(begin + 7_200_000),
      log: createRecordingLogger(),
      limits: () => defaultLimits,
    });
    expect(await readSamples(archive, someName)).toEqual([]);
    await archive.sealDue();
    await archive.close();
    expect(await files.size(hot)).toBeGreaterThan(0);
  });
});

test("logs each damage once and keeps a hundred", async () => {
  const shelf = createMemoryShelf({ maxBytes: 1e9 });
  const log = createRecordingLogger();
  const archive = createArchive({
    shelf,
    clock: createFakeClock(begin),
    log,
    limits: () => defaultLimits,
  });
  for (let hour = 0; hour < 24; hour++)
    for (let day = 10; day < 15; day++)
      await shelf.put(`default/raw/web-1/2026-11-${day}T${String(hour).padStart(2, "0")}.json.gz`, [
        Buffer.from("x"),
      ]);
  for (let i = 0; i < 2; i++) expect(await readSamples(archive, someName)).toEqual([]);
  expect(archive.damages.length).toBe(100);
  expect(archive.damagesDropped).toBeGreaterThanOrEqual(20);
  await archive.close();
});
