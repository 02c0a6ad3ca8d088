import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { type BornRow, type FrameBody } from "../../src/protocol/frame-body.ts";
import { type HostNumberFieldId } from "../../src/protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { limits } from "../../src/protocol/limits.ts";
import { slotBoundOf } from "../../src/protocol/process-table.ts";
import { ProcmonError } from "../../src/protocol/procmon-error.ts";
import { arbitraryState, arbitraryStatePair, snapshotOf } from "../support/arbitrary-state.ts";

/** What the rates are by their definition, from scratch: fields, units and rules are spelled out here. */
const ratesByDefinition = (a: HostState, b: HostState) => {
  const seconds = b.elapsed / 1000;
  const process = (
    rate: "cpu_percent" | "read_bytes_per_sec" | "write_bytes_per_sec",
    slot: number,
  ) => {
    const counter = (
      {
        cpu_percent: "cpu_time",
        read_bytes_per_sec: "read_bytes",
        write_bytes_per_sec: "write_bytes",
      } as const
    )[rate];
    const now = b.processes.numbers[counter][slot] as number;
    if (Number.isNaN(now)) return b.processes.numbers[rate][slot] as number;
    const isSame =
      a.processes.used[slot] === 1 &&
      a.processes.pid[slot] === b.processes.pid[slot] &&
      a.processes.start[slot] === b.processes.start[slot];
    const before = isSame ? (a.processes.numbers[counter][slot] as number) : Number.NaN;
    if (Number.isNaN(before) || now < before || seconds === 0) return Number.NaN;
    // cpu_time counts 0.1 ms, cpu_percent hundredths of a percent.
    if (rate === "cpu_percent") return (((now - before) / 10_000 / seconds) * 100) / 0.01;
    return (now - before) / seconds;
  };
  const value = (state: HostState, id: HostNumberFieldId): number =>
    state.values[hostFieldNumber(id)] as number;
  const host = (
    rate: HostNumberFieldId,
    of: readonly HostNumberFieldId[],
    scale: number,
    over: number,
  ) => {
    if (of.some((id) => Number.isNaN(value(b, id)))) return value(b, rate);
    const increase = of.reduce((sum, id) => sum + value(b, id) - value(a, id), 0);
    return increase >= 0 && over > 0 ? (increase * scale) / over : Number.NaN;
  };
  const ticks = value(b, "cpu_time_total") - value(a, "cpu_time_total");
  return {
    process,
    host: new Map<HostNumberFieldId, number>([
      [
        "cpu_percent",
        host("cpu_percent", ["cpu_time_user", "cpu_time_system", "cpu_time_steal"], 10_000, ticks),
      ],
      ["cpu_user_percent", host("cpu_user_percent", ["cpu_time_user"], 10_000, ticks)],
      ["cpu_system_percent", host("cpu_system_percent", ["cpu_time_system"], 10_000, ticks)],
      ["cpu_iowait_percent", host("cpu_iowait_percent", ["cpu_time_iowait"], 10_000, ticks)],
      ["cpu_steal_percent", host("cpu_steal_percent", ["cpu_time_steal"], 10_000, ticks)],
      ["disk_read_bytes_per_sec", host("disk_read_bytes_per_sec", ["disk_read_bytes"], 1, seconds)],
      [
        "disk_write_bytes_per_sec",
        host("disk_write_bytes_per_sec", ["disk_write_bytes"], 1, seconds),
      ],
      ["net_rx_bytes_per_sec", host("net_rx_bytes_per_sec", ["net_rx_bytes"], 1, seconds)],
      ["net_tx_bytes_per_sec", host("net_tx_bytes_per_sec", ["net_tx_bytes"], 1, seconds)],
      ["forks_per_sec", host("forks_per_sec", ["forks"], 100, seconds)],
    ]),
  };
};

/** Equal but for the last place of a rounding; absent where it is past the exact integers. */
const expectNear = (got: number, wanted: number): void => {
  if (Number.isNaN(wanted) || wanted > Number.MAX_SAFE_INTEGER) expect(got).toBeNaN();
  else expect(Math.abs(got - wanted)).toBeLessThanOrEqual(0.5 + Math.abs(wanted) * 1e-12);
};

test("a key frame applied to any state gives the state it was made from", () => {
  fc.assert(
    fc.property(arbitraryState, arbitraryState, (state, other) => {
      applyFrame(other, encodeKey(state, 1));
      expect(snapshotOf(other)).toEqual(snapshotOf(state));
    }),
    { numRuns: 500 },
  );
});

test("a delta applied to the first of two samples gives the second, rates derived anew", () => {
  fc.assert(
    fc.property(arbitraryStatePair, ([a, b]) => {
      const rates = ratesByDefinition(a, b);
      const frame = encodeDelta(a, b, 2);
      const wanted = snapshotOf(b);
      const processRates = ["cpu_percent", "read_bytes_per_sec", "write_bytes_per_sec"] as const;
      const expected = new Map<string, number>();
      for (const slot of Object.keys(wanted.rows))
        for (const rate of processRates)
          expected.set(`${slot} ${rate}`, rates.process(rate, Number(slot)));

      applyFrame(a, frame);
      const got = snapshotOf(a);
      for (const [slot, row] of Object.entries(got.rows))
        for (const rate of processRates) {
          expectNear(row[rate] as number, expected.get(`${slot} ${rate}`) as number);
          row[rate] = (wanted.rows[Number(slot)] as typeof row)[rate];
        }
      for (const [rate, value] of rates.host) {
        expectNear(got.values[hostFieldNumber(rate)] as number, value);
        got.values[hostFieldNumber(rate)] = wanted.values[hostFieldNumber(rate)] as number;
      }
      expect(got).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
});

test("a chain of deltas ends where a key frame of the last state does", () => {
  fc.assert(
    fc.property(fc.array(arbitraryStatePair, { minLength: 1, maxLength: 4 }), (pairs) => {
      const reader = new HostState();
      for (const [sequence, state] of pairs.flat().entries()) {
        applyFrame(reader, encodeDelta(reader, state, sequence));
        const newcomer = new HostState();
        applyFrame(newcomer, encodeKey(reader, sequence));
        expect(snapshotOf(newcomer)).toEqual(snapshotOf(reader));
      }
    }),
    { numRuns: 100 },
  );
});

describe("a frame that does not fit is refused", () => {
  const body: FrameBody = { q: 1, t: 1, e: 1 };
  const max = Number.MAX_SAFE_INTEGER;
  test.each<[string, Partial<FrameBody>]>([
    ["removes a free slot", { x: [0] }],
    ["removes one slot twice", { x: [5, 5] }],
    ["bears into a taken slot", { n: [[5, 2, 0]] }],
    ["changes a free slot", { r: [[0, { name: "a" }]] }],
    ["counts in a free slot", { c: { cpu_time: [[0], [1]] } }],
    ["counts past the table", { c: { cpu_time: [[100_000], [1]] } }],
    ["names the state of a free slot", { c: { status: [[0], "R"] } }],
    ["counts past the exact integers", { c: { memory_rss: [[5], [max]] } }],
    ["counts the host past the exact integers", { h: [[0], [max]] }],
  ])("when it %s", (_, extra) => {
    const state = new HostState();
    applyFrame(state, {
      k: "key",
      ...body,
      n: [[5, 1, 0]],
      c: { memory_rss: [[5], [1]] },
      h: [[0], [1]],
    });
    const frame: SampleFrame = { k: "delta", ...body, ...extra };
    expect(() => applyFrame(state, frame)).toThrow(
      expect.objectContaining({ code: "PROCMON_FRAME_INCONSISTENT" }) as ProcmonError,
    );
  });
});

describe("slots out of all proportion to the processes are refused", () => {
  const key = (rows: BornRow[]): SampleFrame => ({ k: "key", q: 1, t: 1, e: 0, n: rows });
  const tooSparse = expect.objectContaining({
    code: "PROCMON_FRAME_INCONSISTENT",
    message: expect.stringContaining("expected slots below") as string,
  }) as ProcmonError;

  test("before memory is reserved for them", () => {
    const state = new HostState();
    expect(() => applyFrame(state, key([[limits.slots - 1, 1, 0]]))).toThrow(tooSparse);
    expect(state.processes.capacity).toBe(256);
  });

  test("at a slot that is one too high, not below", () => {
    const first: BornRow = [0, 1, 0];
    const bound = slotBoundOf(2);
    applyFrame(new HostState(), key([first, [bound - 1, 2, 0]]));
    expect(() => applyFrame(new HostState(), key([first, [bound, 2, 0]]))).toThrow(tooSparse);
  });

  test("also where deaths leave them behind", () => {
    const state = new HostState();
    const rows = Array.from({ length: 2000 }, (_, slot): BornRow => [slot, slot + 1, 0]);
    applyFrame(state, key(rows));
    const gone = rows.map(([slot]) => slot).slice(0, -1);
    const delta: SampleFrame = { k: "delta", q: 2, t: 2, e: 1, x: gone };
    expect(() => applyFrame(state, delta)).toThrow(tooSparse);
  });
});

test("a rate too large to be exact is absent", () => {
  const state = new HostState();
  applyFrame(state, { k: "key", q: 0, t: 0, e: 0, n: [[0, 1, 0]], c: { cpu_time: [[0], [0]] } });
  const large = Number.MAX_SAFE_INTEGER;
  applyFrame(state, { k: "delta", q: 1, t: 1, e: 1, c: { cpu_time: [[0], [large]] } });
  expect(state.processes.numbers.cpu_time[0]).toBe(large);
  expect(state.processes.numbers.cpu_percent[0]).toBeNaN();
});
