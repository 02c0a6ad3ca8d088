import { type SampleFrame } from "./frame.ts";
import {
  type BornRow,
  type FrameBody,
  type SparseLetters,
  type SparseNumbers,
} from "./frame-body.ts";
import { hostNumberFieldIds } from "./host-fields.ts";
import { type HostState } from "./host-state.ts";
import { bornRowFieldIds, type NumberFieldId, numberFieldIds } from "./process-fields.ts";
import { type ProcessTable, slotBoundOf } from "./process-table.ts";
import { ProcmonError } from "./procmon-error.ts";
import { hostRates, processRates, rateOfCounter } from "./rates.ts";

/**
 * Applies a decoded `key` or `delta` frame to the state it was made for, in place, and derives the
 * rates. Agent, hub and terminal all use it.
 *
 * Throws PROCMON_FRAME_INCONSISTENT when the frame cannot belong to this state. The state is then
 * partly changed: the holder throws it away and asks for a key frame.
 */
export const applyFrame = (state: HostState, frame: SampleFrame): void => {
  const { processes } = state;
  if (frame.k === "key") {
    processes.clear();
    state.values.fill(Number.NaN);
    state.corePercents = null;
    state.mounts = null;
  }
  state.time = frame.t;
  state.elapsed = frame.e;
  for (const slot of frame.x ?? []) {
    if (processes.used[slot] !== 1) throw inconsistent(`slot ${slot} is gone already`);
    processes.remove(slot);
  }
  const born = frame.n ?? [];
  const slotBound = slotBoundOf(processes.count + born.length);
  if (processes.bound > slotBound) throw tooSparse(processes.bound - 1, slotBound);
  restRates(processes, frame.e);
  let highest = -1;
  for (const [slot] of born) if (slot > highest) highest = slot;
  if (highest >= slotBound) throw tooSparse(highest, slotBound);
  if (frame.k === "key") processes.reserve(highest + 1);
  for (const row of born) bear(processes, row);
  for (const [slot, changed] of frame.r ?? []) {
    if (processes.used[slot] !== 1) throw inconsistent(`slot ${slot} changed but is free`);
    for (const id of bornRowFieldIds) {
      if (changed[id] !== undefined) (processes.info[id] as unknown[])[slot] = changed[id];
    }
  }
  applyColumns(processes, frame);
  applyHost(state, frame);
};

const tooSparse = (slot: number, slotBound: number): ProcmonError =>
  inconsistent(`expected slots below ${slotBound} of so few processes, got ${slot}`);

const inconsistent = (what: string): ProcmonError =>
  new ProcmonError("PROCMON_FRAME_INCONSISTENT", `the frame does not fit the table: ${what}`);

/**
 * A counter that is known and does not appear in the frame has not moved: its rate is 0, or unknown
 * where no time passed.
 */
const restRates = (table: ProcessTable, elapsed: number): void => {
  const rest = elapsed === 0 ? Number.NaN : 0;
  for (const { id, counter } of processRates) {
    const rates = table.numbers[id];
    const counters = table.numbers[counter];
    for (let slot = 0; slot < table.bound; slot++) {
      if (!Number.isNaN(counters[slot] as number)) rates[slot] = rest;
    }
  }
};

const bear = (table: ProcessTable, row: BornRow): void => {
  const [slot, pid, start] = row;
  if (table.used[slot] === 1) throw inconsistent(`slot ${slot} is taken`);
  table.add(slot, pid, start);
  for (let i = 0; i < bornRowFieldIds.length; i++) {
    const id = bornRowFieldIds[i] as (typeof bornRowFieldIds)[number];
    (table.info[id] as unknown[])[slot] = row[i + 3] ?? null;
  }
};

const applyColumns = (table: ProcessTable, frame: FrameBody): void => {
  const columns = frame.c;
  if (columns === undefined) return;
  for (const id of numberFieldIds) {
    const sparse = columns[id];
    if (sparse === undefined || rateOfWire(id)) continue;
    if (id === "status") applyLetters(table, sparse as SparseLetters);
    else applyNumbers(table, id, sparse as SparseNumbers, frame.e);
  }
  for (const { id } of processRates) {
    const sparse = columns[id];
    if (sparse !== undefined) applyNumbers(table, id, sparse, 0);
  }
};

const rateIds: ReadonlySet<NumberFieldId> = new Set(processRates.map(({ id }) => id));
const rateOfWire = (id: NumberFieldId): boolean => rateIds.has(id);

const applyLetters = (table: ProcessTable, [gaps, letters]: SparseLetters): void => {
  const column = table.numbers.status;
  let slot = 0;
  for (let i = 0; i < gaps.length; i++) {
    slot += gaps[i] as number;
    if (table.used[slot] !== 1) throw inconsistent(`status of free slot ${slot}`);
    column[slot] = letters[i] === " " ? Number.NaN : letters.charCodeAt(i);
  }
};

const applyNumbers = (
  table: ProcessTable,
  id: NumberFieldId,
  [gaps, diffs]: SparseNumbers,
  elapsed: number,
): void => {
  const column = table.numbers[id];
  const rate = rateOfCounter.get(id);
  const rates = rate === undefined ? undefined : table.numbers[rate.id];
  let slot = 0;
  for (let i = 0; i < gaps.length; i++) {
    slot += gaps[i] as number;
    if (table.used[slot] !== 1) throw inconsistent(`${id} of free slot ${slot}`);
    const diff = diffs[i] as number | null;
    const before = column[slot] as number;
    column[slot] = moved(before, diff, id);
    if (rate === undefined || rates === undefined) continue;
    // Absent before, absent now, no time passed, or a counter that fell: no rate, rather than a wrong one.
    rates[slot] =
      diff === null || Number.isNaN(before) || elapsed === 0 || diff < 0
        ? Number.NaN
        : wireOrAbsent((diff * rate.factor) / elapsed);
  }
};

/** A value after a diff. Past the exact integers it is refused: it could not be encoded again. */
const moved = (before: number, diff: number | null, id: string): number => {
  if (diff === null) return Number.NaN;
  const after = Number.isNaN(before) ? diff : before + diff;
  if (!Number.isSafeInteger(after)) throw inconsistent(`${id} leaves the exact integers`);
  return after;
};

const wireOrAbsent = (rate: number): number => {
  const wire = Math.round(rate);
  return Number.isSafeInteger(wire) ? wire : Number.NaN;
};

const before = new Float64Array(hostNumberFieldIds.length);

const applyHost = (state: HostState, frame: FrameBody): void => {
  const { values } = state;
  before.set(values);
  if (frame.cores !== undefined) state.corePercents = frame.cores;
  if (frame.mounts !== undefined) state.mounts = frame.mounts;
  const [gaps, diffs] = frame.h ?? [[], []];
  const step = (wantRates: boolean): void => {
    let number = 0;
    for (let i = 0; i < gaps.length; i++) {
      number += gaps[i] as number;
      // Neither for the numbers of a newer agent.
      if (isHostRate[number] !== wantRates) continue;
      const diff = diffs[i] as number | null;
      const old = values[number] as number;
      values[number] = moved(old, diff, hostNumberFieldIds[number] as string);
    }
  };
  step(false);
  for (const rate of hostRates) {
    const increase = sumOfIncreases(rate.counters, values);
    // A counter that was never read leaves the rate to the wire.
    if (Number.isNaN(increase) && rate.counters.some((c) => Number.isNaN(values[c] as number))) {
      if (rate.counters.some((c) => !Number.isNaN(before[c] as number)))
        values[rate.number] = Number.NaN;
      continue;
    }
    const over =
      rate.per === undefined
        ? state.elapsed
        : (values[rate.per] as number) - (before[rate.per] as number);
    values[rate.number] =
      increase >= 0 && over > 0 ? wireOrAbsent((increase * rate.scale) / over) : Number.NaN;
  }
  step(true);
};

const isHostRate = hostNumberFieldIds.map((_, number) =>
  hostRates.some((rate) => rate.number === number),
);

const sumOfIncreases = (numbers: readonly number[], values: Float64Array): number => {
  let sum = 0;
  for (const number of numbers) sum += (values[number] as number) - (before[number] as number);
  return sum;
};
