import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultLimits } from "../../../../src/hub/archive/retention/limits.ts";
import { createFileShelf } from "../../../../src/hub/archive/shelf/file-shelf.ts";
import { createMemoryShelf } from "../../../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../../../src/hub/archive/shelf/shelf.ts";
import { someDay, steadySamples } from "../../../support/steady-samples.ts";
import { createTiersAtWork, web } from "../../../support/tiers-at-work.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const setUp = (options: Parameters<typeof createTiersAtWork>[0]) => {
  const work = createTiersAtWork(options);
  onTestFinished(() => work.close());
  return work;
};

/** A host of which two hours are sealed and in the tiers that are due. */
const twoHours = async (options: Partial<Parameters<typeof createTiersAtWork>[0]> = {}) => {
  const work = setUp({ start: someDay + 2 * hourMs, ...options });
  work.store.add(web, steadySamples(someDay, someDay + 2 * hourMs, minuteMs));
  await work.store.seal(web, someDay + 2 * hourMs);
  await work.work(minuteMs);
  return work;
};

describe("retention by age", () => {
  test("deletes each level at its own age, and what it held is in the coarser one", async () => {
    const work = await twoHours();
    expect(await work.files("raw")).toHaveLength(2);
    await work.work(dayMs);
    expect(await work.files("raw")).toEqual(["2026-11-20T01.json.gz"]);
    await work.work(hourMs);
    expect(await work.files("raw")).toEqual([]);
    expect(await work.files("1m")).toHaveLength(2);
    await work.work(14 * dayMs);
    expect(await work.files("1m")).toEqual([]);
    expect(await work.files("10m")).toEqual(["2026-11-20.json.gz"]);
    await work.work(76 * dayMs);
    expect(await work.files("10m")).toEqual([]);
    expect(await work.files("1h")).toEqual(["2026-11.json.gz"]);
    const [month] = await work.piecesOf("1h");
    expect([...(month?.samples ?? [])]).toEqual([60, 60]);
    await work.work(2 * 365 * dayMs);
    expect(await work.files("1h")).toEqual([]);
    expect(work.tiers.retention.deleted).toEqual({ raw: 2, "1m": 2, "10m": 1, "1h": 1 });
    expect(work.tiers.retention.unfolded).toBe(0);
  }, 20_000);

  test("waits for the coarser tier, and says so", async () => {
    const memory = createMemoryShelf({ maxBytes: 1e9 });
    let isFull = true;
    const full: Shelf = {
      ...memory,
      put: async (path, chunks) => {
        if (isFull && path.includes("/1m/")) throw new Error("ENOSPC");
        return memory.put(path, chunks);
      },
    };
    const work = await twoHours({ shelf: full });
    await work.work(2 * dayMs);
    expect(await work.files("raw")).toHaveLength(2);
    expect(work.tiers.retention.waiting).toBe(2);
    expect(work.log.lines.some(({ message }) => message.includes("wait for a tier"))).toBe(true);
    isFull = false;
    await work.work(2 * hourMs);
    expect(await work.files("raw")).toEqual([]);
    expect(await work.files("1m")).toHaveLength(2);
  });

  test("makes no tier that would be deleted at once", async () => {
    const work = await twoHours({
      limits: { ...defaultLimits, "10m": { ageMs: 10 * minuteMs, bytes: undefined } },
    });
    await work.work(3 * dayMs);
    expect(await work.files("10m")).toEqual([]);
    expect(work.tiers.made["10m"]).toBe(0);
  });

  test("follows limits that are changed while it runs", async () => {
    const work = await twoHours();
    work.setLimits({ ...defaultLimits, raw: { ageMs: 0, bytes: undefined } });
    await work.tiers.deleteOld();
    expect(await work.files("raw")).toEqual([]);
  });
});

describe("retention by size", () => {
  test("deletes the oldest files of all hosts until the rest fits", async () => {
    const work = setUp({ start: someDay + 4 * hourMs });
    const names = ["a", "b"].map((host) => ({ tenant: "default", host }));
    for (const name of names) {
      work.store.add(name, steadySamples(someDay, someDay + 4 * hourMs, minuteMs));
      await work.store.seal(name, someDay + 4 * hourMs);
    }
    await work.work(minuteMs);
    const sizes: number[] = [];
    for (const name of names)
      for (const file of await work.files("1m", name))
        sizes.push((await work.shelf.size(`default/1m/${name.host}/${file}`)) ?? 0);
    const total = sizes.reduce((a, b) => a + b, 0);
    // One byte too many, then the first hour of both and one file of the second.
    work.setLimits({ ...defaultLimits, "1m": { ageMs: dayMs, bytes: total - 1 } });
    await work.tiers.deleteOld();
    expect(await work.files("1m", names[0])).toHaveLength(3);
    expect(await work.files("1m", names[1])).toHaveLength(4);
    const perHour = total / 4;
    work.setLimits({
      ...defaultLimits,
      "1m": { ageMs: dayMs, bytes: Math.floor(total - perHour * 1.4) },
    });
    await work.tiers.deleteOld();
    expect(await work.files("1m", names[0])).toEqual([
      "2026-11-20T02.json.gz",
      "2026-11-20T03.json.gz",
    ]);
    expect(await work.files("1m", names[1])).toHaveLength(3);
    // The day was not made of them: that is said, and they are not made again.
    expect(work.tiers.retention.unfolded).toBe(3);
    expect(work.log.lines.filter(({ level }) => level === "warn")).toHaveLength(2);
    await work.work(2 * hourMs);
    expect(await work.files("1m", names[0])).toHaveLength(2);
  });
});

describe("on disk", () => {
  const createFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "procmon-retention-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return folder;
  };

  test("the folder of a host of which nothing is left at a level goes", async () => {
    const folder = await createFolder();
    const work = await twoHours({ shelf: createFileShelf(folder) });
    expect(await readdir(join(folder, "default/raw"))).toEqual(["web-1"]);
    work.setLimits({ ...defaultLimits, raw: { ageMs: 0, bytes: undefined } });
    await work.tiers.deleteOld();
    expect(await readdir(join(folder, "default/raw"))).toEqual([]);
    expect(await readdir(join(folder, "default/1m/web-1"))).toHaveLength(2);
  });

  test("a host that is deleted loses all its files, and no other", async () => {
    const folder = await createFolder();
    const work = await twoHours({ shelf: createFileShelf(folder) });
    const other = { tenant: "default", host: "web-2" };
    work.store.add(other, steadySamples(someDay, someDay + hourMs, minuteMs));
    await work.store.seal(other, someDay + hourMs);
    work.tiers.sealed(other);
    work.tiers.sealed(web);
    await work.work(minuteMs);
    await work.tiers.forgetHost(web);
    for (const level of ["raw", "1m"])
      expect(await readdir(join(folder, "default", level))).toEqual(["web-2"]);
    expect(await work.piecesOf("1m")).toEqual([]);
    await work.tiers.forgetHost(web);
  });

  test("readers go on while files are deleted under them", async () => {
    const folder = await createFolder();
    const work = await twoHours({ shelf: createFileShelf(folder) });
    const pieces = work.tiers.tierPieces(web, "1m", { from: 0, to: Number.MAX_SAFE_INTEGER });
    const reading = pieces[Symbol.asyncIterator]();
    const first = await reading.next();
    expect(first.done).toBe(false);
    await work.tiers.forgetHost(web);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    const [track] = (first.value as { tracks: { column: unknown }[] }).tracks;
    expect(track).toBeDefined();
    expect(work.damages).toEqual([]);
  });
});
