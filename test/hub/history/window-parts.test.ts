import { describe, expect, test } from "vitest";
import {
  readWindowParts,
  type SpanOf,
  wantedResolution,
} from "../../../src/hub/history/window-parts.ts";
import { type Resolution } from "../../../src/protocol/api/resolution.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 20_000 * day + 5 * hour + 17 * minute;

/** How far back each resolution is kept. */
const kept: Readonly<Record<Resolution, number>> = {
  raw: day - 1234,
  "1m": 14 * day,
  "10m": 90 * day,
  "1h": 700 * day,
};
const spanOf: SpanOf = async (resolution) => ({ from: now - kept[resolution], to: now - 3000 });

const partsOf = async (wanted: Resolution, from: number, to: number) =>
  (await readWindowParts(spanOf, wanted, { from, to })).map(
    (part) => `${part.resolution} ${(part.from - now) / minute} ${(part.to - now) / minute}`,
  );

describe("what a window is read from", () => {
  test("a step takes the coarsest tier that divides it", () => {
    const steps = [1000, 10_000, minute, 90_000, 10 * minute, hour, 6 * hour];
    expect(steps.map((step) => wantedResolution(step, { from: now - 2 * day, to: now }))).toEqual([
      "raw",
      "raw",
      "1m",
      "raw",
      "10m",
      "1h",
      "1h",
    ]);
  });

  test("a window of a day is read raw, whatever the step", () => {
    expect(wantedResolution(hour, { from: now - day, to: now })).toBe("raw");
  });

  test("what is wanted alone where it is kept, from the bucket on that holds the begin", async () => {
    expect(await partsOf("raw", now - hour, now)).toEqual(["raw -60 0"]);
    expect(await partsOf("10m", now - 20 * hour, now)).toEqual(["10m -1207 0"]);
  });

  test("what is older from the next coarser one, no bucket of it twice", async () => {
    expect(await partsOf("raw", now - 2 * day, now)).toEqual([
      "1m -2880 -1440",
      `raw ${-1440 + 1234 / minute} 0`,
    ]);
    expect(await partsOf("raw", now - 100 * day, now)).toEqual([
      `1h ${-100 * 1440 - 17} ${-90 * 1440 - 17}`,
      `10m ${-90 * 1440 - 7} ${-14 * 1440 - 7}`,
      `1m ${-14 * 1440} -1440`,
      `raw ${-1440 + 1234 / minute} 0`,
    ]);
  });

  test("no bucket that holds samples which are read from elsewhere", async () => {
    const young: SpanOf = async () => ({ from: now, to: now + hour });
    const window = { from: now - hour, to: now };
    expect(await readWindowParts(young, "raw", window, true)).toEqual([]);
    const unaligned = { from: window.from, to: now + 20_000 };
    expect(await readWindowParts(spanOf, "1m", unaligned, true)).toEqual([
      { from: now - hour, to: now, resolution: "1m" },
    ]);
  });

  test("no resolution is asked for that is not needed", async () => {
    const asked: Resolution[] = [];
    const spy: SpanOf = (resolution) => {
      asked.push(resolution);
      return spanOf(resolution);
    };
    await readWindowParts(spy, "raw", { from: now - hour, to: now });
    expect(asked).toEqual(["raw"]);
  });

  test("nothing for what no resolution keeps", async () => {
    expect(await partsOf("raw", 0, day)).toEqual([]);
    expect(await partsOf("raw", now - 1000, now)).toEqual([]);
    expect(await readWindowParts(async () => undefined, "1m", { from: 0, to: now })).toEqual([]);
  });
});
