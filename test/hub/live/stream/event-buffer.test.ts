import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventBuffer } from "../../../../src/hub/live/stream/event-buffer.ts";

test("gives exactly what followed, or says that some of it is gone", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 3000 }), fc.nat(3000), (lengths, number) => {
      const buffer = createEventBuffer(100);
      const texts = lengths.map((length, i) => `${i}:`.padEnd(length + 6, "x"));
      for (const text of texts) buffer.add(text);
      expect(buffer.last).toBe(texts.length);
      const wanted = texts.slice(number);
      const fits = wanted.join("").length <= 100 && number <= texts.length;
      expect(buffer.since(number)).toEqual(fits ? wanted : undefined);
    }),
  );
});
