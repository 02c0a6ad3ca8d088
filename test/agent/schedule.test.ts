import { expect, test } from "vitest";
import { createSchedule } from "../../src/agent/schedule.ts";
import { createFakeClock, settle } from "../support/fake-clock.ts";

const start = (intervalMs: number, work: () => Promise<void> = async () => {}) => {
  const clock = createFakeClock();
  const ticks: number[] = [];
  const schedule = createSchedule({
    clock,
    intervalMs,
    tick: () => {
      ticks.push(clock.monotonic());
      return work();
    },
  });
  return { clock, ticks, schedule };
};

test("ticks at once, once more early, and then on the grid of its start", async () => {
  const { clock, ticks, schedule } = start(1000);
  await clock.advanceAsync(3500);
  expect(ticks).toEqual([0, 500, 1000, 2000, 3000]);
  expect(schedule.skipped).toBe(0);
});

test.each([100, 500])("has no early tick at an interval of %i ms", async (intervalMs) => {
  const { clock, ticks } = start(intervalMs);
  await clock.advanceAsync(1000);
  expect(ticks).toEqual(Array.from({ length: 1000 / intervalMs + 1 }, (_, n) => n * intervalMs));
});

test("keeps the early tick when a longer interval is asked for before it", async () => {
  const { clock, ticks, schedule } = start(1000);
  await clock.advanceAsync(100);
  schedule.setInterval(10_000);
  await clock.advanceAsync(20_000);
  expect(ticks).toEqual([0, 500, 10_100, 20_100]);
});

test("does not drift when a timer fires late", async () => {
  const { clock, ticks, schedule } = start(1000);
  await settle();
  clock.stall(1300);
  await clock.advanceAsync(0);
  await clock.advanceAsync(1700);
  expect(ticks).toEqual([0, 1300, 2000, 3000]);
  expect(schedule.skipped).toBe(0);
});

test("ticks once after the machine was suspended and counts what it left out", async () => {
  const { clock, ticks, schedule } = start(1000);
  await settle();
  clock.stall(3_600_500);
  await clock.advanceAsync(1500);
  expect(ticks).toEqual([0, 3_600_500, 3_601_000, 3_602_000]);
  expect(schedule.skipped).toBe(3599);
});

test("does not mind that the wall clock is set", async () => {
  const { clock, ticks } = start(1000);
  clock.stepWall(86_400_000);
  await clock.advanceAsync(2000);
  clock.stepWall(-86_400_000);
  await clock.advanceAsync(1000);
  expect(ticks).toEqual([0, 500, 1000, 2000, 3000]);
});

test("skips, and does not queue, ticks that come due while one is at work", async () => {
  let finish = (): void => {};
  const { clock, ticks, schedule } = start(
    1000,
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await clock.advanceAsync(2500);
  expect(ticks).toEqual([0]);
  expect(schedule.skipped).toBe(3);
  finish();
  await clock.advanceAsync(600);
  expect(ticks).toEqual([0, 3000]);
});

test("takes a new interval from now on", async () => {
  const { clock, ticks, schedule } = start(5000);
  await clock.advanceAsync(6000);
  schedule.setInterval(1000);
  await clock.advanceAsync(2500);
  expect(ticks).toEqual([0, 500, 5000, 7000, 8000]);
  expect(schedule.intervalMs).toBe(1000);
});

test("leaves no timer behind when closed", async () => {
  const { clock, ticks, schedule } = start(1000);
  await clock.advanceAsync(1000);
  schedule.close();
  schedule.setInterval(10);
  expect(clock.pending).toBe(0);
  await clock.advanceAsync(5000);
  expect(ticks).toEqual([0, 500, 1000]);
});
