import { describe, expect, test } from "vitest";
import { stepOfQuery, windowOfQuery } from "../../../src/hub/history/window-of-query.ts";
import { historyQuery } from "../../../src/protocol/api/history.ts";
import { seriesQuery } from "../../../src/protocol/api/series.ts";

const now = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;
const day = 1440 * minute;

describe("the window of a query", () => {
  test("is from the one moment to the other, or so many minutes up to the later", () => {
    const windowOf = (query: Record<string, string>) => {
      const { minutes, ...parsed } = historyQuery.parse({ host: "web", ...query });
      return windowOfQuery(parsed, now, minutes ?? 10);
    };
    expect(windowOf({})).toEqual({ from: now - 10 * minute, to: now });
    expect(windowOf({ minutes: "30", to: "-1h" })).toEqual({
      from: now - 90 * minute,
      to: now - 60 * minute,
    });
    expect(windowOf({ from: "2026-11-20T03:12:00Z" })).toEqual({
      from: now - 528 * minute,
      to: now,
    });
    expect(() => windowOf({ from: "-1h", to: "-2h" })).toThrow(
      "query parameter from: expected a moment before to (2026-11-20T10:00:00.000Z), got 2026-11-20T11:00:00.000Z",
    );
  });

  test("is named once", () => {
    const parsed = historyQuery.safeParse({ host: "web", from: "-1h", minutes: "5" });
    expect(parsed.error?.issues[0]?.message).toBe("expected no minutes beside from");
  });
});

describe("the step of a query", () => {
  test("is 10 s, or what keeps the buckets of a long window few", () => {
    const stepOf = (length: number) =>
      stepOfQuery(undefined, { from: now - length, to: now }) / 1000;
    expect([minute, 60 * minute, 300 * minute, day, 30 * day, 4000 * day].map(stepOf)).toEqual([
      10, 10, 30, 300, 3600, 345_600,
    ]);
  });

  test("may be anything that does not make too many buckets", () => {
    const { step } = seriesQuery.parse({ host: "web", step: "90s" });
    expect(stepOfQuery(step, { from: now - day, to: now })).toBe(90_000);
    expect(() => stepOfQuery(1000, { from: now - day, to: now })).toThrow(
      "query parameter step: expected at least 8s for this window (at most 11000 buckets), got 1s",
    );
    for (const text of ["0s", "999ms", "400d", "x", "-5s"])
      expect(seriesQuery.safeParse({ host: "web", step: text }).success).toBe(false);
  });
});
