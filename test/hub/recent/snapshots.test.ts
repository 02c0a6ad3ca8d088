import { describe, expect, test } from "vitest";
import { createScan } from "../../../src/hub/history/scan.ts";
import { createRecentHistory } from "../../../src/hub/recent/recent-history.ts";
import { computeSnapshots, type SnapshotsQuestion } from "../../../src/hub/recent/snapshots.ts";
import { snapshotsAnswer } from "../../../src/protocol/api/snapshots.ts";
import { hostFieldNumber } from "../../../src/protocol/host-state.ts";
import { createBuiltArchive } from "../../support/built-archive.ts";
import { createChurningHost } from "../../support/churning-host.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createReplayedArchive } from "../../support/replayed-archive.ts";

const hourMs = 3_600_000;
const start = Date.parse("2026-11-20T02:50:00Z");
const scan = createScan({ clock: createFakeClock() });

/** A host of four processes over some samples, in memory and in archives. */
const recorded = (samples: number) => {
  const recent = createRecentHistory({ maxSnapshots: 60 });
  const built = createBuiltArchive();
  const replayed = createReplayedArchive();
  const churning = createChurningHost({ processes: 4, changed: 4, born: 1, time: start });
  for (let n = 0; n < samples; n++) {
    churning.source.values[hostFieldNumber("memory_used")] = 1024 ** 3 * (1 + (n % 3));
    const frame = churning.next();
    recent.accept(churning.host, "", frame);
    built.accept(churning.host, "", frame);
    replayed.add(churning.host.host, churning.host.facts, churning.host.state);
  }
  return { recent, built, replayed, to: churning.source.time, host: churning.host };
};
const ask = async (
  { recent, built, to, host }: ReturnType<typeof recorded>,
  question: Partial<SnapshotsQuestion> = {},
  { archive = built as Parameters<typeof computeSnapshots>[0]["archive"], known = recent } = {},
) =>
  snapshotsAnswer.parse(
    await computeSnapshots(
      { archive, recent: known, tenant: "default", scan },
      { host: host.host, from: start, to, step: undefined, limit: 100_000, ...question },
    ),
  );

describe("snapshots of a host", () => {
  test("add up what is known of all processes", async () => {
    const recent = createRecentHistory();
    const churning = createChurningHost({ processes: 2, changed: 0, born: 0, time: start });
    const { source, host } = churning;
    recent.accept(host, "", churning.next());
    const { numbers } = source.processes;
    numbers.memory_rss.set([3 * 1024 ** 2, 512 * 1024]);
    numbers.cpu_time[0] = (numbers.cpu_time[0] as number) + 25_000;
    source.values[hostFieldNumber("memory_used")] = 2 * 1024 ** 3;
    source.values[hostFieldNumber("cpu_time_user")] = 200;
    source.values[hostFieldNumber("cpu_time_total")] = 500;
    recent.accept(host, "", churning.idle());
    const { snapshots } = await ask({ ...recorded(0), recent, host, to: source.time });
    expect(snapshots[0]).toMatchObject({ time: start + 5000, total_cpu_percent: null });
    expect(snapshots.slice(1)).toEqual([
      {
        time: start + 10_000,
        total_processes: 2,
        total_cpu_percent: 50,
        total_memory_mb: 3.5,
        system_cpu_percent: 25,
        system_memory_percent: 25,
      },
    ]);
  });

  test("are the same from memory, from the archive and from both", async () => {
    const past = recorded(240);
    const fromBoth = await ask(past);
    expect(fromBoth.snapshots).toHaveLength(240);
    expect(fromBoth.resolution).toEqual([
      { from: start + 5000, to: past.to + 1, resolution: "raw" },
    ]);
    const nothing = createRecentHistory();
    expect(await ask(past, {}, { known: nothing })).toEqual(fromBoth);
    past.built.asked.length = 0;
    const last = await ask(past, { from: past.to - 100_000 });
    expect(last.snapshots).toEqual(fromBoth.snapshots.slice(-21));
    expect(past.built.asked).toEqual([]);
  });

  test("begin with the first sample of a host younger than the window", async () => {
    const past = recorded(30);
    for (const step of [undefined, 60_000]) {
      const young = { archive: past.replayed, known: past.recent };
      const { snapshots, resolution } = await ask(past, { from: start - 600_000, step }, young);
      const same = await ask(past, { step });
      expect(snapshots).toEqual(same.snapshots);
      expect(resolution.map((part) => part.resolution)).toEqual(["raw"]);
    }
  });

  test("read no further back than the limit asks for", async () => {
    const past = recorded(240);
    past.built.asked.length = 0;
    const { snapshots } = await ask(past, { limit: 100 }, { known: createRecentHistory() });
    expect(snapshots).toHaveLength(100);
    expect(snapshots.at(-1)?.time).toBe(past.to);
    // The hour that began at 3:00 has enough of them.
    expect(past.built.asked.map(({ from }) => from)).toEqual([Date.parse("2026-11-20T03:00:00Z")]);
  });

  test("say from what those were read that the limit leaves", async () => {
    const past = recorded(240);
    const rawOf = (count: number) => [
      { from: past.to - 5000 * (count - 1), to: past.to + 1, resolution: "raw" },
    ];
    // 30 are in memory alone, 100 in the last hour of the archive and 200 in both of its hours.
    for (const limit of [30, 100, 200])
      expect((await ask(past, { limit })).resolution).toEqual(rawOf(limit));
    expect((await ask(past, { limit: 100 }, { known: createRecentHistory() })).resolution).toEqual(
      rawOf(100),
    );
    past.replayed.deleteRaw(past.to - 100_000);
    const short = { archive: past.replayed, known: createRecentHistory() };
    const { resolution, snapshots } = await ask(past, { limit: 25 }, short);
    expect(resolution.map((part) => part.resolution)).toEqual(["1m", "raw"]);
    expect(resolution[0]?.from).toBe(snapshots[0]?.time);
    const { resolution: ofLast, from } = await ask(past, { step: 60_000, limit: 3 });
    expect(from).toBe(start);
    expect(ofLast).toEqual([
      { from: Math.floor(past.to / 60_000) * 60_000 - 120_000, to: past.to + 1, resolution: "raw" },
    ]);
  });

  test("average over buckets, empty ones left out", async () => {
    const past = recorded(120);
    const every = (await ask(past)).snapshots;
    const { snapshots, step_ms, from } = await ask(past, { step: 60_000, from: start + 1 });
    expect([step_ms, from]).toEqual([60_000, start]);
    expect(snapshots).toHaveLength(11);
    const second = every.filter(({ time }) => time >= start + 60_000 && time < start + 120_000);
    const mean = (of: (one: (typeof every)[number]) => number | null): unknown =>
      expect.closeTo(second.reduce((sum, one) => sum + (of(one) ?? 0), 0) / second.length, 1);
    expect(snapshots[1]).toEqual({
      time: start + 60_000,
      total_processes: mean((one) => one.total_processes),
      total_cpu_percent: mean((one) => one.total_cpu_percent),
      total_memory_mb: mean((one) => one.total_memory_mb),
      system_cpu_percent: mean((one) => one.system_cpu_percent),
      system_memory_percent: mean((one) => one.system_memory_percent),
    });
  });

  test("come from a tier where raw samples are gone", async () => {
    const past = recorded(240);
    const raw = (await ask(past, { step: 60_000 })).snapshots;
    past.replayed.deleteRaw(start + hourMs / 6);
    const known = createRecentHistory();
    const { snapshots, resolution } = await ask(
      past,
      { step: 60_000 },
      { archive: past.replayed, known },
    );
    expect(resolution.map((part) => part.resolution)).toEqual(["1m", "raw"]);
    expect(snapshots.map(({ time }) => time)).toEqual(raw.map(({ time }) => time));
    // A tier weighs by time, of which the first sample has none.
    for (const [i, one] of [...snapshots.entries()].slice(1)) {
      const same = raw[i] as (typeof raw)[number];
      expect(one.system_memory_percent).toBeCloseTo(same.system_memory_percent as number, 1);
      expect(one.total_processes).toBeGreaterThan(2);
      expect(one.total_processes).toBeLessThanOrEqual(5.5);
    }
  });
});
