import { expect, test } from "vitest";
import { cpuChart } from "../../../src/tui/data/cpu-chart.ts";
import { NO_SAMPLE } from "../../../src/tui/data/history.ts";

/** A history of one slot, the newest sample last. */
const historyOf = (...hundredths: number[]) => ({
  sampleAt: (_slot: number, back: number) => hundredths.at(-1 - back) ?? NO_SAMPLE,
});
const size = { width: 40, height: 4 };

test("draws the share over time on a scale from 0 to the next round figure", () => {
  const rising = historyOf(0, 500, 1000, 2000, 3000, 4200, 4200, 4200);
  expect(cpuChart(rising, 0, size)).toMatchInlineSnapshot(`
    [
      "   50┼",
      "   38┤    ╭──",
      "   25┤  ╭─╯",
      "   13┤ ╭╯",
      "  0.0┼─╯",
    ]
  `);
});

test("begins after the last gap", () => {
  const torn = historyOf(9000, 9000, 9000, NO_SAMPLE, 100, 100, 100);
  expect(cpuChart(torn, 0, size)?.join("\n")).not.toContain("90");
});

test("shows nothing of a process that was hardly sampled", () => {
  expect(cpuChart(historyOf(100, 100), 0, size)).toBeNull();
});

test("stays within its width, however long the history", () => {
  const long = historyOf(...Array.from({ length: 60 }, (_, i) => i * 100));
  for (const width of [20, 36, 80])
    for (const line of cpuChart(long, 0, { width, height: 4 }) ?? [])
      expect(line.length).toBeLessThanOrEqual(width);
});

test("an idle process lies on the zero line", () => {
  expect(cpuChart(historyOf(0, 0, 0, 0), 0, size)?.at(-1)).toContain("0.0");
});
