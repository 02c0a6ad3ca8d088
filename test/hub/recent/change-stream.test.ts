import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangeReader, ChangeWriter } from "../../../src/hub/recent/change-stream.ts";

const change = fc.tuple(
  fc.nat(131_071),
  fc.option(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.nat(3))),
);
const samples = fc.array(fc.tuple(fc.nat(100), fc.array(change, { maxLength: 20 })));

test("gives back every change, the largest integers and absence included", () => {
  fc.assert(
    fc.property(samples, (written) => {
      const writer = new ChangeWriter(1);
      let at = 0;
      for (const [distance, changes] of written) {
        at += distance;
        writer.sample(at, changes.length);
        for (const [gap, diff] of changes) writer.change(gap, diff);
      }
      const reader = new ChangeReader(writer.bytes, 0, writer.length);
      const read: typeof written = [];
      while (reader.hasMore) {
        const distance = reader.integer();
        const changes: (typeof written)[number][1] = [];
        for (let left = reader.integer(); left > 0; left--) {
          const gap = reader.integer();
          const diff = reader.diff();
          changes.push([gap, Number.isNaN(diff) ? null : diff]);
        }
        read.push([distance, changes]);
      }
      expect(read).toEqual(written);
    }),
  );
});

test("takes one byte for a small integer", () => {
  const writer = new ChangeWriter();
  writer.sample(3, 2);
  writer.change(5, -60);
  writer.change(1, 62);
  expect(writer.length).toBe(6);
});
