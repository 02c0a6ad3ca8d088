import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAge } from "../../../src/cli/settings/parse-age.ts";

test.each([
  ["24h", 86_400_000],
  ["14d", 14 * 86_400_000],
  ["2y", 730 * 86_400_000],
  ["1h30m", 5_400_000],
  ["1h 30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["2w", 14 * 86_400_000],
  ["250ms", 250],
  ["90", 90_000],
  ["0s", 0],
  ["1D", 86_400_000],
])("%j is %d ms", (text, ms) => {
  expect(parseAge(text)).toBe(ms);
});

test.each(["", "h", "-1h", "1h30", "30 1h", "1 parsec", "1e3s", "1h,30m", "∞", "9".repeat(30)])(
  "%j is no time",
  (text) => {
    expect(parseAge(text)).toBeUndefined();
  },
);

test("the parts of a time add up", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (d, h, m) => {
      expect(parseAge(`${d}d${h}h${m}m`)).toBe(((d * 24 + h) * 60 + m) * 60_000);
    }),
  );
});
