import { describe, expect, test } from "vitest";
import {
  parseFileName,
  periodOf,
  periodsWithin,
  periodWindow,
} from "../../../../src/hub/archive/tiers/period.ts";

describe("periods", () => {
  test("are the UTC hour, day and month of a moment", () => {
    const moment = Date.UTC(2028, 1, 29, 23, 59, 59, 999);
    expect(periodOf("raw", moment)).toBe("2028-02-29T23");
    expect(periodOf("1m", moment)).toBe("2028-02-29T23");
    expect(periodOf("10m", moment)).toBe("2028-02-29");
    expect(periodOf("1h", moment)).toBe("2028-02");
  });

  test("reach from their first to their last millisecond, over a leap day and a year's end", () => {
    expect(periodWindow("1h", "2028-02")).toEqual({
      from: Date.UTC(2028, 1),
      to: Date.UTC(2028, 2) - 1,
    });
    expect(periodWindow("1h", "2026-12")?.to).toBe(Date.UTC(2027, 0) - 1);
    expect(periodWindow("10m", "2026-12-31")?.to).toBe(Date.UTC(2027, 0) - 1);
    expect(periodWindow("1m", "2026-11-20T03")).toEqual({
      from: Date.UTC(2026, 10, 20, 3),
      to: Date.UTC(2026, 10, 20, 4) - 1,
    });
  });

  test.each([
    ["1m", "2026-11-20T24.json.gz"],
    ["1m", "2026-11-20.json.gz"],
    ["1m", "2026-11-20T03.1.json.gz"],
    ["10m", "2026-02-31.json.gz"],
    ["1h", "2026-13.json.gz"],
    ["raw", "2026-11-20T03.0.json.gz"],
    ["raw", "2026-11-20T03.x.json.gz"],
    ["raw", "2026-11-20T03.json"],
    ["raw", "..json.gz"],
  ] as const)("of %s are not named %s", (level, file) => {
    expect(parseFileName(level, file)).toBeUndefined();
  });

  test("of raw files that came late are those of their hour", () => {
    expect(parseFileName("raw", "2026-11-20T03.2.json.gz")).toMatchObject({
      period: "2026-11-20T03",
      stem: "2026-11-20T03.2",
    });
  });

  test("within a window are those that share a moment with it, each once, oldest first", () => {
    const days = ["2026-11-22", "2026-11-20", "2026-11-21", "2026-11-21", "nonsense"];
    const window = { from: Date.UTC(2026, 10, 21) - 1, to: Date.UTC(2026, 10, 21) };
    expect(periodsWithin("10m", days, window)).toEqual(["2026-11-20", "2026-11-21"]);
  });
});
