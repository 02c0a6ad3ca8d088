import fc from "fast-check";
import { expect, test } from "vitest";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { ProcessTable, slotBoundOf } from "../../src/protocol/process-table.ts";

const usedSlots = ({ used }: ProcessTable): number[] =>
  [...used.keys()].filter((slot) => used[slot] === 1);

const bear = (table: ProcessTable, pid: number): void => {
  const slot = table.freeSlot();
  table.add(slot, pid, pid * 10);
  table.numbers.cpu_time[slot] = pid * 100;
  table.info.name[slot] = `p${pid}`;
};

/** Every row by its pid, wherever it stands. */
const rowsOf = (table: ProcessTable) =>
  new Map(
    usedSlots(table).map((slot) => [
      table.pid[slot],
      [table.start[slot], table.numbers.cpu_time[slot], table.info.name[slot]],
    ]),
  );

/** First of all that live a share ends, then so many are born. */
interface Round {
  readonly born: number;
  readonly endingShare: number;
  readonly seed: number;
}
const round: fc.Arbitrary<Round> = fc.record({
  born: fc.oneof(fc.nat(5), fc.nat(700)),
  endingShare: fc.constantFrom(0, 0.1, 0.5, 0.95, 1),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
});

const live = (table: ProcessTable, rounds: readonly Round[], after: () => void): void => {
  let pid = 1;
  for (const { born, endingShare, seed } of rounds) {
    let random = seed;
    for (const slot of usedSlots(table)) {
      random = (random * 48_271) % 2_147_483_647;
      if (random / 2_147_483_647 < endingShare) table.remove(slot);
    }
    for (let i = 0; i < born; i++) bear(table, pid++);
    after();
  }
};

test("a free slot is the lowest, and the bound is one above the highest in use", () => {
  fc.assert(
    fc.property(fc.array(round, { maxLength: 6 }), (rounds) => {
      const table = new ProcessTable(1);
      live(table, rounds, () => {
        const used = usedSlots(table);
        expect(table.count).toBe(used.length);
        expect(table.bound).toBe((used.at(-1) ?? -1) + 1);
        expect(table.freeSlot()).toBe([...used, -1].findIndex((slot, i) => slot !== i));
      });
    }),
    { numRuns: 30 },
  );
});

test("compacting moves whole rows, and leaves slots that a receiver takes, also in a key frame", () => {
  fc.assert(
    fc.property(fc.array(round, { maxLength: 6 }), (rounds) => {
      const sender = new HostState(1);
      const receiver = new HostState(1);
      let sequence = 0;
      live(sender.processes, rounds, () => {
        const before = rowsOf(sender.processes);
        sender.processes.compact();
        expect(rowsOf(sender.processes)).toEqual(before);
        applyFrame(receiver, encodeDelta(receiver, sender, ++sequence));
        expect(rowsOf(receiver.processes)).toEqual(before);
        applyFrame(new HostState(), encodeKey(sender, sequence));
      });
    }),
    { numRuns: 30 },
  );
});

test("a table is dense again after a burst of 20,000 processes", () => {
  const state = new HostState();
  const reader = new HostState();
  const { processes } = state;
  for (let pid = 1; pid <= 20_000; pid++) bear(processes, pid);
  applyFrame(reader, encodeDelta(reader, state, 1));
  for (let slot = 0; slot < 20_000; slot++) if (slot % 200 !== 199) processes.remove(slot);
  expect(processes.bound).toBe(20_000);
  expect(processes.compact()).toBe(true);
  expect(processes.bound).toBe(100);
  applyFrame(reader, encodeDelta(reader, state, 2));
  expect(reader.processes.bound).toBe(100);
});

test("slots are left where they are while a receiver takes twice as many", () => {
  const table = new ProcessTable();
  for (let pid = 1; pid <= 600; pid++) bear(table, pid);
  for (let slot = 0; slot < 550; slot++) table.remove(slot);
  expect(table.bound).toBeLessThanOrEqual(slotBoundOf(table.count) / 2);
  expect(table.compact()).toBe(false);
  expect(table.slotOfPid(600)).toBe(599);
});
