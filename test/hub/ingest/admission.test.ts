import { expect, test } from "vitest";
import { createAdmission } from "../../../src/hub/ingest/admission.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const start = () => {
  const clock = createFakeClock();
  const admission = createAdmission(clock);
  const entered: number[] = [];
  const ask = (count: number): void => {
    for (let one = 0; one < count; one++) admission.admit(() => entered.push(one));
  };
  return { clock, admission, entered, ask };
};

test("lets nobody in before it is opened, and then in the order they came", () => {
  const { admission, entered, ask } = start();
  ask(3);
  expect(entered).toEqual([]);
  admission.open();
  expect(entered).toEqual([0, 1, 2]);
});

test("opens by itself after ten seconds", () => {
  const { clock, entered, ask } = start();
  ask(1);
  clock.advance(9999);
  expect(entered).toEqual([]);
  clock.advance(1);
  expect(entered).toEqual([0]);
});

test("lets agents that all come at once in by turns, before they give up", () => {
  const { clock, admission, entered, ask } = start();
  admission.open();
  ask(10_000);
  expect(entered.length).toBeLessThanOrEqual(6);
  let most = 0;
  for (let turn = 0; turn < 14_500 / 20; turn++) {
    const before = entered.length;
    clock.advance(20);
    most = Math.max(most, entered.length - before);
  }
  expect(most).toBeLessThanOrEqual(40);
  expect(entered).toEqual(Array.from({ length: 10_000 }, (_, one) => one));
  clock.advance(20);
  expect(clock.pending).toBe(0);
});

test("lets a few that come later in at once", () => {
  const { clock, admission, entered, ask } = start();
  admission.open();
  ask(6);
  clock.advance(20);
  ask(6);
  expect(entered).toHaveLength(12);
});

test("forgets those who wait when it closes", () => {
  const { clock, admission, entered, ask } = start();
  ask(1);
  admission.close();
  clock.advance(60_000);
  expect(entered).toEqual([]);
  expect(clock.pending).toBe(0);
});
