import { describe, expect, onTestFinished, test } from "vitest";
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

describe("tiers", () => {
  test("read the same before and after their files are made", async () => {
    const work = setUp({ start: someDay + 26 * hourMs });
    work.store.add(web, steadySamples(someDay, someDay + 26 * hourMs, minuteMs));
    const before = await Promise.all((["1m", "10m", "1h"] as const).map((t) => work.plain(t)));
    await work.store.seal(web, someDay + 26 * hourMs);
    await work.work(minuteMs);
    expect(await work.files("1m")).toHaveLength(26);
    expect(await work.files("10m")).toEqual(["2026-11-20.json.gz"]);
    expect(await work.files("1h")).toEqual([]);
    const after = await Promise.all((["1m", "10m", "1h"] as const).map((t) => work.plain(t)));
    expect(after).toEqual(before);
  });

  test("show the newest sample at once, and buckets of closed and open periods in one row", async () => {
    const now = someDay + 25 * hourMs + 30 * minuteMs;
    const work = setUp({ start: now });
    work.store.add(web, steadySamples(someDay, now, minuteMs));
    await work.store.seal(web, now);
    await work.work(minuteMs);
    const pieces = await work.piecesOf("10m");
    const starts = pieces.flatMap((piece) => [...piece.starts]);
    expect(starts).toEqual(Array.from({ length: 153 }, (_, i) => someDay + i * 600_000));
    const last = pieces.at(-1)?.hostColumn("load1", "last").at(-1);
    expect(last).toBe((25 * 60 + 29) % 100);
  });

  test("tell what a process used: avg, min, max and last", async () => {
    const work = setUp({ start: someDay + hourMs });
    work.store.add(web, steadySamples(someDay, someDay + 10 * minuteMs));
    const [piece] = await work.piecesOf("10m");
    const busy = piece?.tracks.find(({ pid }) => pid === 2);
    // 5000 units of 0.1 ms a second are half a core: 5000 hundredths of a percent.
    expect(busy?.column("cpu_percent", "avg")).toEqual(Float64Array.of(5000));
    // 1,000,000 in the first minute, 1000 more in each of the nine that follow, three samples each.
    expect(busy?.column("memory_rss", "min")).toEqual(Float64Array.of(1_000_000));
    expect(busy?.column("memory_rss", "max")).toEqual(Float64Array.of(1_009_000));
    expect(busy?.column("memory_rss", "last")).toEqual(Float64Array.of(1_009_000));
    const weights = 1 + 29 * 20;
    const sum = 1_000_000 * weights + 1000 * (60 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9));
    expect(busy?.column("memory_rss", "avg")[0]).toBeCloseTo(sum / weights, 6);
    expect(busy?.increase("cpu_time")).toEqual(Float64Array.of(580 * 5000));
  });

  test("restricted to a pid give its tracks as unrestricted ones do", async () => {
    const work = setUp({ start: someDay + 26 * hourMs });
    work.store.add(web, steadySamples(someDay, someDay + 26 * hourMs, minuteMs));
    await work.store.seal(web, someDay + 25 * hourMs);
    await work.work(minuteMs);
    for (const tier of ["1m", "10m", "1h"] as const) {
      const all = await work.plain(tier);
      const one = await work.plain(tier, { from: 0, to: Number.MAX_SAFE_INTEGER, pid: 2 });
      expect(one.map(({ tracks }) => tracks)).toEqual(
        all.map(({ tracks }) => ({ "0 2 20": tracks["0 2 20"] })),
      );
    }
  });

  test("give the buckets that begin in a window and no others", async () => {
    const work = setUp({ start: someDay + 3 * hourMs });
    work.store.add(web, steadySamples(someDay, someDay + 3 * hourMs));
    await work.store.seal(web, someDay + 2 * hourMs);
    await work.work(minuteMs);
    const window = { from: someDay + 59 * minuteMs, to: someDay + 121 * minuteMs };
    const pieces = await work.piecesOf("1m", window);
    expect(pieces.flatMap((piece) => [...piece.starts])).toEqual(
      Array.from({ length: 63 }, (_, i) => window.from + i * minuteMs),
    );
    expect(await work.piecesOf("1m", { from: someDay + 1, to: someDay + 2 })).toEqual([]);
  });

  test("know from when to when they reach", async () => {
    const work = setUp({ start: someDay + 3 * hourMs });
    expect(await work.tiers.span(web, "1m")).toBeUndefined();
    work.store.add(web, steadySamples(someDay + 5, someDay + 3 * hourMs));
    await work.store.seal(web, someDay + 2 * hourMs);
    await work.work(minuteMs);
    for (const file of await work.files("raw"))
      await work.shelf.remove(`default/raw/web-1/${file}`);
    expect(await work.tiers.span(web, "10m")).toEqual({
      from: someDay + 5,
      to: someDay + 3 * hourMs - 20_000 + 5,
    });
  });
});

describe("making tiers", () => {
  test("catches up after the hub was down, month by month, and does nothing twice", async () => {
    const start = Date.UTC(2026, 9, 30);
    const now = Date.UTC(2026, 10, 3, 0, 10);
    const work = setUp({ start: now });
    work.store.add(web, steadySamples(start, now, 5 * minuteMs));
    await work.store.seal(web, now);
    await work.work(minuteMs);
    expect(await work.files("1m")).toHaveLength(96);
    expect(await work.files("10m")).toEqual(
      ["2026-10-30", "2026-10-31", "2026-11-01"].map((day) => `${day}.json.gz`),
    );
    expect(await work.files("1h")).toEqual(["2026-10.json.gz"]);
    // Not before 00:30: the last hour of the day may still have to be sealed.
    await work.work(hourMs);
    expect(await work.files("10m")).toContain("2026-11-02.json.gz");
    expect(work.tiers.made).toEqual({ "1m": 96, "10m": 4, "1h": 1 });
    await work.work(dayMs);
    await work.restart();
    await work.work(hourMs);
    expect(work.tiers.made).toEqual({ "1m": 0, "10m": 0, "1h": 0 });
  });

  test("makes the minutes of an hour as soon as it is sealed", async () => {
    const work = setUp({ start: someDay + 2 * hourMs });
    await work.work(minuteMs);
    work.store.add(web, steadySamples(someDay, someDay + hourMs));
    await work.store.seal(web, someDay + hourMs);
    work.tiers.sealed(web);
    await work.work(1);
    expect(await work.files("1m")).toEqual(["2026-11-20T00.json.gz"]);
  });

  test("takes samples that come late into every tier that is made, each once", async () => {
    const work = setUp({ start: Date.UTC(2026, 11, 2) });
    const from = Date.UTC(2026, 10, 28);
    const gap = [from + 5 * hourMs, from + 6.5 * hourMs] as const;
    const all = steadySamples(from, from + dayMs, minuteMs);
    const isLate = ({ time }: { time: number }): boolean => time >= gap[0] && time < gap[1];
    work.store.add(
      web,
      all.filter((sample) => !isLate(sample)),
    );
    await work.store.seal(web, from + dayMs);
    await work.work(minuteMs);
    expect(await work.files("1h")).toHaveLength(1);
    work.store.add(web, all.filter(isLate));
    await work.store.seal(web, from + dayMs);
    expect(work.store.stems()).toContain("2026-11-28T06.1");
    work.tiers.sealed(web);
    await work.work(minuteMs);
    const samples = async (tier: "1m" | "10m" | "1h") =>
      (await work.piecesOf(tier)).flatMap((piece) => [...piece.samples]);
    expect(await samples("1m")).toEqual(all.map(() => 1));
    expect(await samples("10m")).toEqual(Array.from({ length: 144 }, () => 10));
    expect(await samples("1h")).toEqual(Array.from({ length: 24 }, () => 60));
    // The whole sixth hour came late: 11820 to 11879 minutes after the day on which the load was 0.
    const [month] = await work.piecesOf("1h");
    expect(month?.hostColumn("load1", "max")[5]).toBe(79);
    await work.restart();
    await work.work(hourMs);
    expect(await samples("1h")).toEqual(Array.from({ length: 24 }, () => 60));
    expect(work.tiers.made).toEqual({ "1m": 0, "10m": 0, "1h": 0 });
  });

  test("is the same after a crash at any write", async () => {
    const from = Date.UTC(2026, 10, 29, 22);
    const seal = async (work: ReturnType<typeof setUp>): Promise<void> => {
      work.store.add(web, steadySamples(from, from + 4 * hourMs, minuteMs));
      await work.store.seal(web, from + 4 * hourMs);
    };
    const whole = setUp({ start: Date.UTC(2026, 11, 2, 3) });
    await seal(whole);
    await whole.work(minuteMs);
    expect(whole.tiers.made).toEqual({ "1m": 4, "10m": 2, "1h": 1 });
    for (let crashAt = 0; crashAt < 7; crashAt++) {
      const shelf = createMemoryShelf({ maxBytes: 1e9 });
      let writes = -4;
      const failing: Shelf = {
        ...shelf,
        put: async (path, chunks) => {
          if (writes++ === crashAt) throw new Error("ENOSPC");
          return shelf.put(path, chunks);
        },
      };
      const work = setUp({ start: Date.UTC(2026, 11, 2, 3), shelf: failing });
      await seal(work);
      await work.work(minuteMs);
      expect(work.tiers.schedule.failures).toBe(1);
      await work.restart();
      await work.work(minuteMs);
      for (const tier of ["1m", "10m", "1h"] as const) {
        expect(await work.files(tier)).toEqual(await whole.files(tier));
        expect(await work.plain(tier)).toEqual(await whole.plain(tier));
      }
    }
  });

  test("goes on with the other hosts when one cannot be done", async () => {
    const shelf = createMemoryShelf({ maxBytes: 1e9 });
    const failing: Shelf = {
      ...shelf,
      list: async (folder) => {
        if (folder === "default/1m/a") throw new Error("EIO");
        return shelf.list(folder);
      },
    };
    const work = setUp({ start: someDay + 2 * hourMs, shelf: failing });
    const other = { tenant: "default", host: "b" };
    for (const name of [{ tenant: "default", host: "a" }, other]) {
      work.store.add(name, steadySamples(someDay, someDay + hourMs));
      await work.store.seal(name, someDay + hourMs);
    }
    await work.work(minuteMs);
    expect(await work.files("1m", other)).toHaveLength(1);
    expect(work.tiers.schedule.failures).toBe(1);
    expect(work.log.lines.some(({ level }) => level === "error")).toBe(true);
  });
});
