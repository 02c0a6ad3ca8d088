import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMemoryStore, type Store } from "../../../src/cli/open-store.ts";
import { type Aggregate, aggregates } from "../../../src/hub/archive/piece.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { computeDiff } from "../../../src/hub/history/diff-answer.ts";
import { computeHistory, historyAnswerOf } from "../../../src/hub/history/history-answer.ts";
import { computeHostSeries } from "../../../src/hub/history/host-series-answer.ts";
import { computeSeries } from "../../../src/hub/history/series-answer.ts";
import { readTablesAt } from "../../../src/hub/history/tables-at.ts";
import { computeTop } from "../../../src/hub/history/top-answer.ts";
import { hostSeriesFieldIds } from "../../../src/protocol/api/host-series.ts";
import { seriesFieldIds } from "../../../src/protocol/api/series.ts";
import { processFieldIds } from "../../../src/protocol/process-fields.ts";
import { createChurningHost } from "../../support/churning-host.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { pastOf } from "../../support/past-of.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createReplayedArchive, type ReplayedArchive } from "../../support/replayed-archive.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Ten minutes before an hour ends. */
const begin = 1_800_003_000_000;
const length = 2 * hour + 20 * minute;
const stepMs = 30_000;

/*
 * What is answered from log, groups and segments must be what is answered from whole tables: pieces cut at
 * hours, columns made of changes, rates derived anew, a window that begins and ends anywhere.
 */
describe("answers from the archive are those from whole tables", () => {
  let store: Store;
  let plain: ReplayedArchive;

  beforeAll(async () => {
    const clock = createFakeClock(begin);
    const log = createRecordingLogger();
    store = openMemoryStore({ clock, log, limits: () => defaultLimits, maxBytes: 1e9 });
    plain = createReplayedArchive();
    const churning = createChurningHost({ processes: 30, changed: 15, born: 1, time: begin });
    store.journal.greet?.(churning.host);
    for (let ms = 0; ms < length; ms += stepMs) {
      await clock.advanceAsync(stepMs);
      if (ms === hour + 10 * minute) {
        churning.reboot();
        store.journal.greet?.(churning.host);
      }
      const frame = churning.next({ elapsedMs: stepMs });
      store.journal.accept(churning.host, JSON.stringify(frame), frame);
      plain.add(churning.host.host, churning.host.facts, churning.host.state);
    }
    await clock.advanceAsync(minute);
    await store.archive.sealDue();
  });
  afterAll(() => store.close());

  const both = async <T>(ask: (past: ReturnType<typeof pastOf>) => Promise<T>): Promise<T> => {
    const [real, expected] = [await ask(pastOf(store.archive)), await ask(pastOf(plain))];
    expect(real).toEqual(expected);
    return real;
  };
  const host = "build-3";
  const windows = [
    { from: begin, to: begin + length },
    { from: begin + 7 * minute + 1234, to: begin + 13 * minute },
    { from: begin + hour, to: begin + hour + 25 * minute },
    { from: begin + 2 * hour + 5 * minute, to: begin + 3 * hour },
  ];

  test("histories in every field", async () => {
    let points = 0;
    for (const window of windows)
      for (let pid = 100; pid < 400; pid += 17) {
        const answer = await both(async ({ archive, scan, tenant }) => {
          const question = { ...window, host, pid, fields: processFieldIds, limit: 200 };
          const pieces = archive.pieces({ tenant, host }, { ...window, pid });
          const history = await computeHistory(pieces, question, { scan });
          return history === undefined ? undefined : historyAnswerOf(history);
        });
        points += answer?.points.length ?? 0;
      }
    expect(points).toBeGreaterThan(500);
  });

  test("series, raw and from tiers", async () => {
    let buckets = 0;
    const ask = async (
      window: { from: number; to: number },
      pid: number,
      aggregates: readonly Aggregate[],
    ) => {
      const question = { ...window, host, pid, step: minute, fields: seriesFieldIds, aggregates };
      const answer = await both((past) => computeSeries(past, question));
      buckets += answer?.buckets.length ?? 0;
    };
    for (const pid of [110, 129, 150, 201, 300]) {
      for (const window of windows) await ask(window, pid, aggregates);
      // Averages in a tier follow from rates where a piece begins: within their rounding.
      await ask({ from: begin - 30 * hour, to: begin + length }, pid, ["min", "max", "last"]);
    }
    expect(buckets).toBeGreaterThan(80);
  });

  test("series of the host", async () => {
    for (const window of windows) {
      const answer = await both((past) =>
        computeHostSeries(past, {
          ...window,
          host,
          step: 5 * minute,
          fields: hostSeriesFieldIds,
          aggregates,
        }),
      );
      expect(answer.buckets.length).toBeGreaterThan(1);
    }
  });

  test("top lists by increase, level and share", async () => {
    let rows = 0;
    // Of no more than two hours: those are read raw.
    for (const { from, to } of windows.slice(1))
      for (const by of ["cpu_percent", "write_bytes", "memory_percent", "open_fds"] as const)
        for (const group of ["process", "name"] as const) {
          const answer = await both(async (past) => {
            const hosts = [host];
            const top = await computeTop(past, {
              hosts,
              by,
              group,
              aggregate: "avg",
              from,
              to,
              limit: 1000,
            });
            // Equals may stand in either order, and what a rate tells of a counter is rounded.
            const lines = top.rows.map(
              (row) => `${row.key} ${row.pid} ${row.processes} ${row.share}`,
            );
            return { ...top, total: top.total?.toPrecision(6), rows: lines.sort() };
          });
          rows += answer.rows.length;
        }
    expect(rows).toBeGreaterThan(200);
  });

  test("tables at a moment, and what differs between two", async () => {
    const hosts = [{ host, interval_ms: stepMs }];
    for (let at = begin - minute; at < begin + length + minute; at += 7 * minute + 777)
      await both(async (past) => {
        const [before] = (await readTablesAt(past, hosts, at)).tables;
        const [after] = (await readTablesAt(past, hosts, at + 9 * minute)).tables;
        if (before === undefined || after === undefined) return undefined;
        return computeDiff(before, after, { from: at, to: at + 9 * minute, limit: 1000 });
      });
  });
});
