import fc from "fast-check";
import { expect, test } from "vitest";
import { eventIdOf, eventTimePrefix, timeOfEventId } from "../../../src/hub/events/event-id.ts";

const time = fc.nat({ max: 8_640_000_000_000 });

test("puts ids in the order of time", () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      const [first, second] = [a, b].map((t) => eventIdOf(t, "host_up", "web-1")) as [
        string,
        string,
      ];
      expect(first < second).toBe(a < b);
      expect(timeOfEventId(first)).toBe(a);
      expect(eventTimePrefix(a) < first).toBe(true);
      expect(eventTimePrefix(a + 1) > first).toBe(true);
    }),
  );
});

test("tells processes that began at the same moment apart", () => {
  const ids = [1, 2].map((pid) => eventIdOf(5, "process_start", "a", { pid, start: 3 }));
  expect(new Set(ids).size).toBe(2);
});

test("knows what is no id", () => {
  expect(timeOfEventId("tomorrow")).toBeUndefined();
  expect(timeOfEventId("0000000000000050:x")).toBeUndefined();
});
