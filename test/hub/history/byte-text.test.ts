import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteText } from "../../../src/hub/history/byte-text.ts";

test("writes numbers as JSON has them", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.nat(20_000)),
      fc.constantFrom(1, 100, 10_000),
      (whole, perUnit) => {
        const text = new ByteText(1);
        text.number(whole, perUnit);
        // Beyond 15 digits a double cannot hold all that the whole number says.
        if (Math.abs(whole) < 1e15) expect(text.bytes.toString()).toBe(String(whole / perUnit));
        else expect(Number(text.bytes.toString())).toBe(whole / perUnit);
      },
    ),
  );
  const absent = new ByteText();
  absent.number(Number.NaN, 100);
  expect(absent.bytes.toString()).toBe("null");
});

test("grows, and writes again what stands in it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.tuple(fc.nat(200), fc.nat(200)))),
      (steps) => {
        const text = new ByteText(1);
        let expected = Buffer.alloc(0);
        for (const step of steps) {
          if (typeof step === "string") {
            text.text(step);
            expected = Buffer.concat([expected, Buffer.from(step)]);
          } else {
            const [start, end] = step.map((at) => at % (expected.length + 1)).sort((a, b) => a - b);
            text.again(start as number, end as number);
            expected = Buffer.concat([expected, expected.subarray(start, end)]);
          }
        }
        expect(text.bytes.equals(expected)).toBe(true);
      },
    ),
  );
});
