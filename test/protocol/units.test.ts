import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatCpuTime,
  formatDuration,
  formatPercent,
  formatQuantity,
  parseQuantity,
  type QuantityKind,
} from "../../src/protocol/units.ts";

describe("bytes", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1.0K"],
    [1024, "1.0K"],
    [10_188, "9.9K"],
    [10_189, "10K"],
    [13 * 1024 ** 2, "13M"],
    [1023 * 1024 ** 3, "1.0T"],
    [Number.MAX_SAFE_INTEGER, "8.0P"],
  ])("%d reads %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test("fit into 5 cells and are read back within the digits shown", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        const text = formatBytes(bytes);
        expect(text.length).toBeLessThanOrEqual(5);
        const back = parseQuantity(text.replace(/[A-Z]$/, "$&i"), "bytes") as number;
        expect(Math.abs(back - bytes)).toBeLessThanOrEqual(bytes * 0.055);
      }),
    );
  });
});

describe("durations", () => {
  test.each([
    [0, "0s"],
    [59.9, "59s"],
    [60, "1m00"],
    [3599, "59m59"],
    [11_520, "3h12"],
    [457_200, "5d07h"],
    [120 * 86_400, "120d"],
    [-1, "0s"],
  ])("%d s reads %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("fit into 6 cells for centuries", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_400 * 99_999, noNaN: true }), (seconds) => {
        expect(formatDuration(seconds).length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe("CPU time", () => {
  test.each([
    [4.21, "0:04.21"],
    [0.29, "0:00.29"],
    [1029.33, "17:09.33"],
    [11_564, "3h12:44"],
    [59.9996, "1:00.00"],
    [3599.9996, "1h00:00"],
  ])("%d s reads %s", (seconds, text) => {
    expect(formatCpuTime(seconds)).toBe(text);
  });

  test("never shows 60 seconds or 60 minutes, and fits its column", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 999 * 3600, noNaN: true }), (seconds) => {
        const text = formatCpuTime(seconds);
        expect(text).toMatch(/^(?:[0-5]?\d:[0-5]\d\.\d\d|\d{1,3}h[0-5]\d:[0-5]\d)$/);
        expect(text.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});

test("percentages fit into 5 cells and are read back", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 99_999, noNaN: true }), (percent) => {
      const text = formatPercent(percent);
      expect(text.length).toBeLessThanOrEqual(5);
      expect(Math.abs((parseQuantity(text, "percent") as number) - percent)).toBeLessThanOrEqual(
        0.51,
      );
    }),
  );
});

describe("a quantity", () => {
  test.each<[string, QuantityKind, number | undefined]>([
    ["1.5G", "bytes", 1.5e9],
    ["512Mi", "bytes", 512 * 1024 ** 2],
    ["512mib", "bytes", 512 * 1024 ** 2],
    ["10kB", "bytes", 10_000],
    ["10B", "bytes", 10],
    ["2h", "seconds", 7200],
    ["250ms", "seconds", 0.25],
    ["5m", "seconds", 300],
    ["5m", "plain", 5_000_000],
    ["5m", "milliseconds", 300_000],
    ["5", "milliseconds", 5],
    ["90%", "percent", 90],
    ["-5", "plain", -5],
    [".5", "percent", 0.5],
    ["1e3", "plain", 1000],
    ["90%", "bytes", undefined],
    ["2h", "bytes", undefined],
    ["5k", "percent", undefined],
    ["", "plain", undefined],
    ["k", "plain", undefined],
    ["1e999", "plain", undefined],
    ["1e308P", "bytes", undefined],
    ["0x10", "plain", undefined],
    ["1 k", "plain", undefined],
  ])("%j of %s is %s", (text, kind, value) => {
    expect(parseQuantity(text, kind)).toBe(value);
  });

  test("is read back exactly as it was printed", () => {
    const kind = fc.constantFrom<QuantityKind[]>(
      "bytes",
      "seconds",
      "milliseconds",
      "percent",
      "plain",
    );
    const value = fc.oneof(
      fc.maxSafeInteger(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc
        .tuple(fc.nat(5000), fc.constantFrom(1, 1000, 1024, 1e6, 1024 ** 3, 60, 3600))
        .map(([n, f]) => n * f),
    );
    fc.assert(
      fc.property(value, kind, (n, k) => {
        expect(parseQuantity(formatQuantity(n, k), k)).toBe(n);
      }),
      { numRuns: 1000 },
    );
  });
});
