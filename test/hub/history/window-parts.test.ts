import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bucketLength,
  computeWindowParts,
  wantedResolution,
} from "../../../src/hub/history/window-parts.ts";
import { type Resolution, resolutions } from "../../../src/protocol/api/resolution.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 20_000 * day + 5 * hour + 17 * minute;
const kept = new Map([
  ["raw", { from: now - day + 1234, to: now }],
  ["1m", { from: now - 14 * day - 17 * minute, to: now - 17 * minute }],
  ["10m", { from: 19_910 * day, to: 20_000 * day }],
] as const);
const partsOf = (wanted: Resolution, from: number, to: number) =>
  computeWindowParts(kept, wanted, { from, to }).map(
    (part) => `${part.resolution} ${(part.from - now) / minute} ${(part.to - now) / minute}`,
  );

describe("what a window is read from", () => {
  test("a step takes the coarsest tier that divides it", () => {
    const steps = [1000, 10_000, minute, 90_000, 10 * minute, hour, 6 * hour];
    expect(steps.map((step) => wantedResolution(step, { from: now - day, to: now }))).toEqual([
      "raw",
      "raw",
      "1m",
      "raw",
      "10m",
      "1h",
      "1h",
    ]);
  });

  test("a window of a few hours is read raw, whatever the step", () => {
    expect(wantedResolution(hour, { from: now - 6 * hour, to: now })).toBe("raw");
  });

  test("raw samples alone where they are wanted and kept", () => {
    expect(partsOf("raw", now - hour, now)).toEqual(["raw -60 0"]);
  });

  test("a tier as far as it is made, the rest from what is finer", () => {
    expect(partsOf("1m", now - 2 * hour, now)).toEqual(["1m -120 -17", "raw -17 0"]);
    expect(partsOf("10m", now - 2 * day, now)).toEqual([
      "10m -2887 -317",
      "1m -317 -17",
      "raw -17 0",
    ]);
    expect(partsOf("1h", now - 6 * hour, now)).toEqual([
      "10m -367 -317",
      "1m -317 -17",
      "raw -17 0",
    ]);
  });

  test("what is kept raw no longer from the next tier, no minute of it twice", () => {
    expect(partsOf("raw", now - 2 * day, now)).toEqual([
      "1m -2880 -1440",
      `raw ${-1440 + 1234 / minute} 0`,
    ]);
  });

  test("nothing for what no resolution keeps", () => {
    expect(partsOf("raw", 0, day)).toEqual([]);
    expect(computeWindowParts(new Map(), "1m", { from: 0, to: now })).toEqual([]);
  });

  test("never reads a moment twice, and never leaves out a whole bucket that is kept", () => {
    const span = fc
      .tuple(fc.nat(20), fc.nat(10 * 60))
      .map(([from, length]) => ({ from: from * hour, to: from * hour + length * minute }));
    fc.assert(
      fc.property(
        fc.record({ raw: span, "1m": span, "10m": span, "1h": span }),
        fc.constantFrom(...resolutions),
        fc.tuple(fc.nat(30 * 3600), fc.integer({ min: 1, max: 20 * 3600 })),
        (spans, wanted, [from, length]) => {
          const window = { from: from * 1000, to: (from + length) * 1000 };
          const parts = computeWindowParts(
            new Map(Object.entries(spans) as [Resolution, typeof window][]),
            wanted,
            window,
          );
          parts.reduce((end, part) => {
            expect(part.from).toBeGreaterThanOrEqual(end);
            expect(part.to).toBeGreaterThan(part.from);
            expect(part.from % bucketLength(part.resolution)).toBe(0);
            return part.to;
          }, 0);
          const raw = spans.raw;
          for (let at = window.from; at < window.to; at += 97_000)
            if (at >= raw.from && at < raw.to)
              expect(parts.some((part) => at >= part.from && at < part.to)).toBe(true);
        },
      ),
    );
  });
});
