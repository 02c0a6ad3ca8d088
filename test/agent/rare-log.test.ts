import { expect, test } from "vitest";
import { createRareLog } from "../../src/agent/rare-log.ts";
import { createFakeClock } from "../support/fake-clock.ts";

test("writes the first, and then one line every 10 s with the number of events", () => {
  const clock = createFakeClock();
  const log = createRareLog(clock);
  const lines: [number, number][] = [];
  for (let i = 0; i <= 250; i++) {
    log((count) => lines.push([clock.monotonic(), count]));
    clock.advance(100);
  }
  expect(lines).toEqual([
    [0, 1],
    [10_000, 100],
    [20_000, 100],
  ]);
});

test("writes at once after a quiet time", () => {
  const clock = createFakeClock();
  const log = createRareLog(clock);
  const counts: number[] = [];
  log((count) => counts.push(count));
  clock.advance(60_000);
  log((count) => counts.push(count));
  expect(counts).toEqual([1, 1]);
});
