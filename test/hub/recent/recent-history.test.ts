import { describe, expect, test } from "vitest";
import { type Churn } from "../../../src/hub/recent/living-processes.ts";
import { createRecentHistory, type RecentHistory } from "../../../src/hub/recent/recent-history.ts";
import { type RecentPiece } from "../../../src/hub/recent/recent-piece.ts";
import { hostNumberFieldIds } from "../../../src/protocol/host-fields.ts";
import { numberFieldIds } from "../../../src/protocol/process-fields.ts";
import { snapshotOf } from "../../support/arbitrary-state.ts";
import { type ChurningHost, createChurningHost } from "../../support/churning-host.ts";

const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const feed = (history: RecentHistory, churning: ChurningHost, isKey?: boolean): void => {
  const frame = churning.next(isKey === undefined ? {} : { isKey });
  history.accept(churning.host, "", frame);
};

/** What a piece says of one sample, in the shape of `snapshotOf`. */
const sampleOf = (piece: RecentPiece, index: number) => ({
  time: piece.times[index],
  elapsed: piece.elapsed[index],
  values: hostNumberFieldIds.map((id) => piece.hostColumn(id)[index]),
  count: piece.totals.processes[index],
  rows: piece.tracks
    .filter(({ firstIndex, lastIndex }) => firstIndex <= index && index <= lastIndex)
    .map((track) => ({
      pid: track.pid,
      start: track.start,
      ...Object.fromEntries(
        numberFieldIds.map((id) => [id, track.column(id)[index - track.firstIndex]]),
      ),
    }))
    .sort((a, b) => a.pid - b.pid),
});

/** The same of a host's state. */
const expectedOf = ({ host }: ChurningHost) => {
  const { time, elapsed, values, count, rows } = snapshotOf(host.state);
  return {
    time,
    elapsed,
    values,
    count,
    rows: Object.values(rows)
      .map((row) => ({
        pid: row["pid"] as number,
        start: row["start"],
        ...Object.fromEntries(numberFieldIds.map((id) => [id, row[id]])),
      }))
      .sort((a, b) => a.pid - b.pid),
  };
};

describe("recent history", () => {
  test("gives back every number of every sample, rates and reused slots included", () => {
    const history = createRecentHistory({ maxSnapshots: 240 });
    const churning = createChurningHost({ processes: 20, changed: 15, born: 4 });
    const expected: unknown[] = [];
    for (let n = 0; n < 50; n++) {
      feed(history, churning, n === 33 || undefined);
      expected.push(expectedOf(churning));
    }
    const pieces = history.pieces(churning.host, always);
    expect(pieces.length).toBeGreaterThan(2);
    const got = pieces.flatMap((piece) =>
      Array.from(piece.times, (_, index) => sampleOf(piece, index)),
    );
    expect(got).toEqual(expected);
  });

  test("gives a window with tracks cut to it", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 5, changed: 5, born: 1 });
    const states: ReturnType<typeof expectedOf>[] = [];
    for (let n = 0; n < 30; n++) {
      feed(history, churning);
      states.push(expectedOf(churning));
    }
    const window = { from: states[10]?.time as number, to: (states[20]?.time as number) + 4999 };
    const [piece, ...more] = history.pieces(churning.host, window);
    expect(more).toEqual([]);
    expect(Array.from(piece?.times ?? [])).toEqual(states.slice(10, 21).map(({ time }) => time));
    expect(Array.from(piece?.times ?? [], (_, i) => sampleOf(piece as RecentPiece, i))).toEqual(
      states.slice(10, 21),
    );
    const samples = history.samples(churning.host, window);
    expect(samples.hostColumn("forks")).toEqual(piece?.hostColumn("forks"));
    expect(samples.totals).toEqual(piece?.totals);
  });

  test("sums CPU and memory over the processes that are known", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 3, changed: 0, born: 0 });
    feed(history, churning);
    const { numbers } = churning.source.processes;
    numbers.cpu_time[0] = (numbers.cpu_time[0] as number) + 25_000;
    numbers.memory_rss.set([1000, 2000, Number.NaN]);
    history.accept(churning.host, "", churning.idle());
    const { totals } = history.samples(churning.host, always);
    expect(totals.cpuPercent).toEqual(Float64Array.of(Number.NaN, 5000));
    expect(totals.memoryRss[1]).toBe(3000);
    expect(totals.processes).toEqual(Float64Array.of(3, 3));
  });

  test("tells a process that used a pid again from the one before", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 2, changed: 0, born: 0 });
    feed(history, churning);
    const table = churning.source.processes;
    const pid = table.pid[0] as number;
    table.remove(0);
    table.add(0, pid, 777);
    table.numbers.memory_rss[0] = 42;
    history.accept(churning.host, "", churning.idle());
    const tracks = history.pieces(churning.host, { ...always, pid })[0]?.tracks ?? [];
    expect(
      tracks.map(({ start, firstIndex, lastIndex, isGone }) => [
        start === 777,
        firstIndex,
        lastIndex,
        isGone,
      ]),
    ).toEqual([
      [false, 0, 0, true],
      [true, 1, 1, false],
    ]);
    expect(tracks[1]?.column("memory_rss")).toEqual(Float64Array.of(42));
  });

  test("knows at the end of a piece which processes the next sample shows no more", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 2, changed: 0, born: 0 });
    feed(history, churning);
    const gone = churning.source.processes.pid[1];
    churning.source.processes.remove(1);
    history.accept(churning.host, "", churning.idle({ isKey: true }));
    const [before] = history.pieces(churning.host, always);
    expect(before?.tracks.map(({ pid, isGone }) => [pid === gone, isGone])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test("keeps as many samples as it is bounded to, and says from when it is complete", () => {
    const history = createRecentHistory({ maxSnapshots: 24 });
    const churning = createChurningHost({ processes: 3, changed: 1, born: 1 });
    expect(history.covers(churning.host, Date.now())).toBe(false);
    feed(history, churning);
    const first = churning.source.time;
    expect(history.span(churning.host)).toEqual({ from: first, to: first });
    expect(history.covers(churning.host, first)).toBe(true);
    expect(history.covers(churning.host, first - 1)).toBe(false);
    for (let n = 0; n < 100; n++) feed(history, churning);
    const { times } = history.samples(churning.host, always);
    expect(times.length).toBeGreaterThanOrEqual(24);
    expect(times.length).toBeLessThan(27);
    expect(history.covers(churning.host, times[0] as number)).toBe(true);
    expect(history.covers(churning.host, first)).toBe(false);
    expect(history.droppedSamples).toBe(0);
  });

  test("gives up the oldest samples of all hosts when memory runs out, and counts them", () => {
    const history = createRecentHistory({ maxSnapshots: 120, maxBytes: 60_000 });
    const hosts = ["a", "b"].map((id) => createChurningHost({ id, processes: 50, changed: 20 }));
    for (let n = 0; n < 120; n++) for (const one of hosts) feed(history, one);
    expect(history.droppedSamples).toBeGreaterThan(0);
    expect(history.bytes).toBeLessThan(60_000 + 2 * 40_000);
    for (const { host } of hosts) {
      const { times } = history.samples(host, always);
      expect(times.length).toBeLessThan(120);
      expect(times.at(-1)).toBe(host.state.time);
    }
  });

  test("holds an hour of a host with 300 processes under churn in less than 1 MB", () => {
    const history = createRecentHistory();
    const churning = createChurningHost();
    for (let n = 0; n < 800; n++) feed(history, churning);
    expect(history.samples(churning.host, always).times.length).toBeGreaterThanOrEqual(720);
    expect(history.bytes).toBeLessThan(1024 * 1024);
  });

  test("begins a new piece when the system was started anew or its clock went back", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 2 });
    feed(history, churning);
    churning.reboot();
    feed(history, churning);
    churning.source.time -= 3_600_000;
    feed(history, churning);
    const pieces = history.pieces(churning.host, always);
    expect(pieces.map(({ times }) => times.length)).toEqual([1, 1, 1]);
    expect(
      pieces.map(({ boots }) => boots[0]?.facts.boot_id === churning.host.facts.boot_id),
    ).toEqual([false, true, true]);
    expect(pieces[0]?.tracks.every(({ isGone }) => isGone)).toBe(true);
  });

  test("tells who came and went, over a missed stretch too, moves between slots left out", () => {
    const history = createRecentHistory();
    const churning = createChurningHost({ processes: 2, changed: 0, born: 0 });
    const seen: Churn[] = [];
    const end = history.onChurn((_, churn) => seen.push(churn));
    feed(history, churning);
    const table = churning.source.processes;
    const bear = (slot: number): void => {
      table.add(slot, 4711, 99);
      table.info.name[slot] = "late";
      table.info.cmdline[slot] = ["late", "-x"];
      table.numbers.ppid[slot] = 1;
    };
    const firstPid = table.pid[0];
    const step = (change: () => void, isKey = false): void => {
      change();
      history.accept(churning.host, "", churning.idle({ isKey }));
    };
    step(() => {
      table.remove(0);
      bear(0);
    });
    const bornAt = churning.source.time;
    step(() => {
      table.remove(0);
      bear(5);
    });
    step(() => {
      table.info.name[5] = "renamed";
    });
    step(() => table.remove(5), true);
    end();
    step(() => bear(0));
    const late = { pid: 4711, start: 99, firstSeen: bornAt, ppid: 1, username: null };
    const cmdline = ["late", "-x"];
    expect(seen.slice(1).map(({ born, gone }) => [born, gone])).toEqual([
      [[{ ...late, name: "late", cmdline }], [expect.objectContaining({ pid: firstPid })]],
      [[], []],
      [[], []],
      [[], [{ ...late, name: "renamed", cmdline }]],
    ]);
    expect(seen.map(({ before }) => before)[0]).toBeNull();
    expect(seen.at(-1)).toMatchObject({ before: bornAt + 10_000, time: bornAt + 15_000 });
  });

  test("forgets a host", () => {
    const history = createRecentHistory({ maxSnapshots: 12 });
    const churning = createChurningHost({ processes: 2 });
    for (let n = 0; n < 5; n++) feed(history, churning);
    history.forget(churning.host);
    expect(history.span(churning.host)).toBeUndefined();
    expect(history.bytes).toBe(0);
  });
});
