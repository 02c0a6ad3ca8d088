import { describe, expect, test } from "vitest";
import { encodeDelta, encodeKey } from "../../../src/protocol/encode-frame.ts";
import { type RelayedFrame } from "../../../src/protocol/frame.ts";
import { createFleet } from "../../../src/tui/data/fleet.ts";
import { freshnessOf } from "../../../src/tui/data/freshness.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { sampleEntry, sampleKey, sampleState, sampleTime } from "../../support/sample-fleet.ts";

const start = () => {
  const clock = createFakeClock(sampleTime);
  const fleet = createFleet({ clock, maxHosts: 2 });
  fleet.apply({ k: "hosts", now: sampleTime, hosts: [sampleEntry("a")] });
  return { clock, fleet };
};

const before = sampleState([{ pid: 1, cpu: 1 }]);
const after = sampleState([{ pid: 1, cpu: 1 }, { pid: 2 }], {}, sampleTime + 1000);
const delta = (sequence: number): RelayedFrame => ({
  ...(encodeDelta(before, after, sequence) as RelayedFrame),
  host: "a",
});

describe("the fleet", () => {
  test("holds the table of a host after its key frame, and follows its deltas", () => {
    const { fleet } = start();
    expect(fleet.hostNamed("a")?.sampled).toBe(false);
    fleet.apply(sampleKey("a", before, 5));
    expect(fleet.apply(delta(6))).toBe(true);
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(2);
    expect(fleet.hostNamed("a")?.history.taken).toBe(2);
    expect(fleet.torn).toBe(false);
  });

  test("marks a host as torn when a frame is missing, and heals with a key frame", () => {
    const { fleet } = start();
    fleet.apply(sampleKey("a", before, 5));
    fleet.apply(delta(7));
    expect(fleet.torn).toBe(true);
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(1);
    expect(fleet.dropped.gaps).toBe(1);
    fleet.apply(sampleKey("a", after, 7));
    expect(fleet.torn).toBe(false);
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(2);
  });

  test("throws a table away that a frame contradicts", () => {
    const { fleet } = start();
    fleet.apply(sampleKey("a", after, 5));
    fleet.apply(delta(6));
    expect(fleet.torn).toBe(true);
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(0);
    expect(fleet.dropped.inconsistent).toBe(1);
  });

  test("does not apply a repeated frame twice", () => {
    const { fleet } = start();
    fleet.apply(sampleKey("a", before, 5));
    fleet.apply(delta(6));
    expect(fleet.apply(delta(6))).toBe(false);
    expect(fleet.dropped.repeated).toBe(1);
    expect(fleet.torn).toBe(false);
  });

  test("takes a key frame of a restarted agent although its numbers begin anew", () => {
    const { fleet } = start();
    fleet.apply(sampleKey("a", before, 500));
    fleet.apply(sampleKey("a", after, 0));
    expect(fleet.hostNamed("a")?.state.processes.count).toBe(2);
  });

  test("forgets hosts that the hub no longer names, and keeps them in the order of their ids", () => {
    const { fleet } = start();
    const entries = [sampleEntry("c"), sampleEntry("b")];
    fleet.apply({ k: "hosts", now: sampleTime, hosts: entries });
    expect(fleet.hosts.map(({ host }) => host)).toEqual(["b", "c"]);
    expect(fleet.hostNamed("a")).toBeUndefined();
  });

  test("takes news: entries that changed, hosts that came, hosts that are gone", () => {
    const { fleet } = start();
    fleet.apply({ k: "hosts", now: sampleTime, hosts: [sampleEntry("a"), sampleEntry("c")] });
    const kept = fleet.hostNamed("c");
    fleet.apply({
      k: "news",
      now: sampleTime,
      hosts: [{ ...sampleEntry("c"), state: "late" }, sampleEntry("b")],
      gone: ["a"],
    });
    expect(fleet.hosts.map(({ host, entry }) => [host, entry.state])).toEqual([
      ["b", "up"],
      ["c", "late"],
    ]);
    expect(fleet.hostNamed("c")).toBe(kept);
  });

  test("counts the hosts beyond its bound, and frames of hosts it does not know", () => {
    const { fleet } = start();
    fleet.apply({
      k: "hosts",
      now: sampleTime,
      hosts: ["a", "b", "c", "d"].map((id) => sampleEntry(id)),
    });
    expect(fleet.hosts.map(({ host }) => host)).toEqual(["a", "b"]);
    fleet.apply({ ...(encodeKey(before, 0) as RelayedFrame), host: "d" });
    expect(fleet.dropped).toMatchObject({ hosts: 2, unknown: 1 });
  });
});

describe("the freshness of a host", () => {
  const stateAfter = (ms: number): string => {
    const { clock, fleet } = start();
    fleet.apply(sampleKey("a", before, 0));
    clock.advance(ms);
    const host = fleet.hostNamed("a");
    return host === undefined ? "" : freshnessOf(host, clock.monotonic()).state;
  };

  test("is live for three intervals, then late, and down after another minute", () => {
    expect([0, 3000, 3001, 63_000, 63_001].map(stateAfter)).toEqual([
      "live",
      "live",
      "late",
      "late",
      "down",
    ]);
  });

  test("knows the age of a sample that the hub sends on late", () => {
    const { clock, fleet } = start();
    const now = sampleTime + 20_000;
    fleet.apply({ k: "hosts", now, hosts: [sampleEntry("a")] });
    fleet.apply(sampleKey("a", before, 0));
    const host = fleet.hostNamed("a");
    if (host === undefined) throw new Error("expected the host");
    // The first hosts frame told of a sample at this very moment; nothing since is newer.
    expect(freshnessOf(host, clock.monotonic() + 20_000)).toEqual({ state: "late", ageMs: 20_000 });
  });

  test("is not moved by a step of the wall clock", () => {
    const { clock, fleet } = start();
    fleet.apply(sampleKey("a", before, 0));
    clock.stepWall(3_600_000);
    const host = fleet.hostNamed("a");
    expect(host && freshnessOf(host, clock.monotonic()).state).toBe("live");
  });

  test("is what the hub says when the hub says down", () => {
    const { clock, fleet } = start();
    fleet.apply(sampleKey("a", before, 0));
    fleet.apply({ k: "hosts", now: sampleTime, hosts: [sampleEntry("a", { state: "down" })] });
    const host = fleet.hostNamed("a");
    expect(host && freshnessOf(host, clock.monotonic()).state).toBe("down");
  });
});
