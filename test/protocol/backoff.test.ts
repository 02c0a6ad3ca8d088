import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffDelay } from "../../src/protocol/backoff.ts";

test("waits between nothing and a bound that doubles with each attempt up to the cap", () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 60_000 }),
      (attempt, chance, baseMs, capMs) => {
        const delay = backoffDelay(attempt, () => chance, { baseMs, capMs });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(capMs, baseMs * 2 ** attempt));
      },
    ),
  );
});

test("uses the whole range by chance alone", () => {
  const delays = [0, 0.5, 0.999].map((chance) => backoffDelay(3, () => chance));
  expect(delays).toEqual([0, 2000, 3996]);
  expect(backoffDelay(1000, () => 0.5)).toBe(15_000);
});
