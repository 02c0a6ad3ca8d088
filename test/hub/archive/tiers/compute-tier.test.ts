import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Piece, type TierPiece } from "../../../../src/hub/archive/piece.ts";
import { tierPieceOf } from "../../../../src/hub/archive/tiers/tier-piece-of.ts";
import { arbitrarySamples } from "../../../support/arbitrary-samples.ts";
import { type SomeProcess, someFacts } from "../../../support/host-view.ts";
import { piecesOfSamples, type SomeSample } from "../../../support/pieces-of-samples.ts";
import { someDay } from "../../../support/steady-samples.ts";
import { tierOfPiece } from "../../../support/tier-files.ts";

const minuteMs = 60_000;
const forever = 10_000 * 86_400_000;

const minutesOf = (piece: Piece): TierPiece => {
  const table = tierOfPiece(piece, "1m");
  return tierPieceOf(table, { from: 0, to: Number.MAX_SAFE_INTEGER }) as TierPiece;
};
const minutesOfSamples = (samples: readonly SomeSample[]): TierPiece =>
  minutesOf(piecesOfSamples(samples)[0] as Piece);

/** A sample every 5 s of the processes that live then. */
const samplesOf = (
  seconds: number,
  processes: (second: number) => SomeProcess[],
  from = someDay,
): SomeSample[] =>
  Array.from({ length: seconds / 5 }, (_, i) => ({
    time: from + i * 5000,
    elapsed: i === 0 ? 0 : 5000,
    processes: processes(i * 5),
  }));

/** A process as it is `age` seconds after its start, at so many seconds of the day. */
const compiler = (pid: number, second: number, age: number, cpuTime: number): SomeProcess => ({
  pid,
  start: someDay + second * 1000 - age * 1000 - someFacts.boot_time,
  name: pid % 2 === 0 ? "cc1" : "as",
  cpu_time: cpuTime,
  memory_rss: cpuTime,
});

describe("a bucket", () => {
  test("holds min, max, last and the average over time of what was sampled in it", () => {
    fc.assert(
      fc.property(arbitrarySamples(), (samples) => {
        const [piece] = piecesOfSamples(samples, { pieceMs: forever }) as [Piece];
        const minutes = minutesOf(piece);
        for (const track of minutes.tracks) {
          const raw = piece.tracks.find(
            ({ pid, start }) => pid === track.pid && start === track.start,
          );
          for (let k = track.firstIndex; k <= track.lastIndex; k++) {
            const values: number[] = [];
            let sum = 0;
            let weights = 0;
            for (const [i, time] of piece.times.entries()) {
              if (raw === undefined || i < raw.firstIndex || i > raw.lastIndex) continue;
              if (Math.floor(time / minuteMs) * minuteMs !== minutes.starts[k]) continue;
              const value = raw.column("memory_rss")[i - raw.firstIndex] as number;
              if (Number.isNaN(value)) continue;
              const weight = Math.min(
                60,
                Math.max(1, Math.round((piece.elapsed[i] as number) / 1000)),
              );
              values.push(value);
              sum += value * weight;
              weights += weight;
            }
            const of = (aggregate: "avg" | "min" | "max" | "last") =>
              track.column("memory_rss", aggregate)[k - track.firstIndex] as number;
            if (values.length === 0) {
              for (const aggregate of ["avg", "min", "max", "last"] as const)
                expect(of(aggregate)).toBeNaN();
              continue;
            }
            expect(of("min")).toBe(Math.min(...values));
            expect(of("max")).toBe(Math.max(...values));
            expect(of("last")).toBe(values.at(-1));
            expect(of("avg")).toBeCloseTo(sum / weights, 3);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test("has the increase of a counter over the time as the average of its rate", () => {
    const minutes = minutesOfSamples(
      samplesOf(120, (second) => [
        // 1 s of CPU time all at once, in the sample at 30 s: 20 % of a core within 5 s, 1.8 % of 55 s.
        { pid: 7, start: 5, name: "burst", cpu_time: second >= 30 ? 10_000 : 0 },
      ]),
    );
    const [track] = minutes.tracks;
    expect(track?.column("cpu_percent", "max")).toEqual(Float64Array.of(2000, 0));
    expect(track?.column("cpu_percent", "min")).toEqual(Float64Array.of(0, 0));
    expect(track?.column("cpu_percent", "last")).toEqual(Float64Array.of(0, 0));
    expect(track?.column("cpu_percent", "avg")).toEqual(
      Float64Array.of((10_000 * 1000) / 55_000, 0),
    );
  });

  test("counts no increase where a counter fell or the agent began anew", () => {
    const samples = samplesOf(60, (second) => [
      { pid: 7, start: 5, name: "odd", cpu_time: second < 20 ? 5000 + second : second },
    ]);
    const restarted = samples.map((one, i) => (i === 8 ? { ...one, elapsed: 0 } : one));
    const [track] = minutesOfSamples(restarted).tracks;
    // 15 to the sample at 15 s, 15 from 20 s to 35 s, none to 40 s, 15 to 55 s.
    expect(track?.increase("cpu_time")).toEqual(Float64Array.of(45));
    expect(track?.covered).toEqual(Float64Array.of(50_000));
  });
});

describe("processes that come and go", () => {
  /** One new process every 5 s that is seen in one sample alone; the n-th used n tenths of a ms. */
  const churn = samplesOf(120, (second) => [
    { pid: 1, start: 1, name: "init", cpu_time: 0 },
    compiler(100 + second / 5, second, 2, second / 5),
  ]);

  test("are summed by name, and what they used before they were seen first with it", () => {
    const minutes = minutesOfSamples(churn);
    // Of each minute the ten busiest keep their row; the others, but for the very first, are summed.
    const rows = minutes.tracks.map(({ pid }) => pid);
    const summed = [101, 112, 113];
    const all = [1, ...Array.from({ length: 24 }, (_, i) => 100 + i)];
    expect(rows).toEqual(all.filter((pid) => !summed.includes(pid)));
    const sums: unknown = Object.fromEntries(
      minutes.rest.map((row) => [row.name, [[...row.processes], [...row.increase("cpu_time")]]]),
    );
    expect(sums).toEqual({
      as: [
        [1, 1],
        [1, 13],
      ],
      cc1: [
        [0, 1],
        [0, 12],
      ],
    });
  });

  test("keep their row if they were there before the first sample, or are there after the last", () => {
    const samples = samplesOf(60, (second) => [
      ...Array.from({ length: 12 }, (_, i) => compiler(200 + i, 0, 500, 50_000 + i * second)),
      ...(second === 0 ? [compiler(300, 0, 2, 0)] : []),
      ...(second === 55 ? [compiler(301, 55, 2, 0)] : []),
    ]);
    const pids = minutesOfSamples(samples).tracks.map(({ pid }) => pid);
    expect(pids).toContain(300);
    expect(pids).toContain(301);
  });

  test("keep their row if they lived through a bucket, however idle they are", () => {
    const samples = samplesOf(300, (second) => [
      ...Array.from({ length: 12 }, (_, i) => compiler(200 + i, 0, 500, 50_000 + (i + 1) * second)),
      ...(second >= 60 && second <= 120 ? [compiler(300, 60, 0, 0)] : []),
      ...(second >= 60 && second < 120 ? [compiler(301, 60, 0, 0)] : []),
    ]).map((one) => ({
      ...one,
      processes: one.processes.map((process) => ({
        ...process,
        memory_rss: process.pid >= 300 ? 1 : 1000,
        start: process.pid >= 300 ? someDay + minuteMs - someFacts.boot_time : 10,
      })),
    }));
    const minutes = minutesOfSamples(samples);
    expect(minutes.tracks.map(({ pid }) => pid)).toContain(300);
    expect(minutes.tracks.map(({ pid }) => pid)).not.toContain(301);
    expect(minutes.rest.map(({ name }) => name)).toEqual(["as"]);
  });

  test("are the busiest of a bucket, highest first, by each measure", () => {
    const samples = samplesOf(60, (second) =>
      Array.from({ length: 15 }, (_, i) => ({
        pid: i + 1,
        start: 1,
        name: "p",
        cpu_time: i * second,
        memory_rss: (15 - i) * 4096,
        ...(i === 3 && { write_bytes: second }),
      })),
    );
    const minutes = minutesOfSamples(samples);
    const pids = (by: Parameters<TierPiece["top"]>[1]) =>
      minutes.top(0, by).map((index) => minutes.tracks[index]?.pid);
    expect(pids("cpu_percent")).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6]);
    expect(pids("memory_rss")).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(pids("write_bytes_per_sec")).toEqual([4]);
    expect(pids("read_bytes_per_sec")).toEqual([]);
  });

  test("with thousands of names share a row without a name beyond the first 512", () => {
    const samples = samplesOf(60, (second) => [
      { pid: 1, start: 1, name: "init", cpu_time: 0 },
      ...(second === 30
        ? Array.from({ length: 700 }, (_, i) => ({
            ...compiler(1000 + i, 30, 2, 1 + i),
            name: `name-${i}`,
          }))
        : []),
    ]);
    const minutes = minutesOfSamples(samples);
    expect(minutes.rest).toHaveLength(513);
    const nameless = minutes.rest.find(({ name }) => name === null);
    // 700 less the ten busiest, less the 512 that used most of the others.
    expect(nameless?.processes).toEqual(Float64Array.of(178));
    expect(nameless?.increase("cpu_time")).toEqual(Float64Array.of((178 * 179) / 2));
  });
});
