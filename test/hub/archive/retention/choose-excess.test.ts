import { expect, test } from "vitest";
import { chooseExcess } from "../../../../src/hub/archive/retention/choose-excess.ts";

const bytes = new Map([
  ["2026-11-21", 50],
  ["2026-11-20", 30],
  ["2026-11-22", 20],
]);

test("chooses nothing while all fit", () => {
  expect(chooseExcess(bytes, 100)).toBeUndefined();
  expect(chooseExcess(new Map(), 0)).toBeUndefined();
});

test("chooses the oldest periods, and as much of the last of them as it takes", () => {
  expect(chooseExcess(bytes, 99)).toEqual({ last: "2026-11-20", partly: 1 });
  expect(chooseExcess(bytes, 70)).toEqual({ last: "2026-11-20", partly: 30 });
  expect(chooseExcess(bytes, 69)).toEqual({ last: "2026-11-21", partly: 1 });
  expect(chooseExcess(bytes, 0)).toEqual({ last: "2026-11-22", partly: 20 });
});
