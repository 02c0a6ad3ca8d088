import { type SampleFrame } from "./frame.ts";
import {
  type BornRow,
  type ChangedRow,
  type SparseLetters,
  type SparseNumbers,
} from "./frame-body.ts";
import { type Mount } from "./host-facts.ts";
import { HostState } from "./host-state.ts";
import { samePorts } from "./port.ts";
import { bornRowFieldIds, type NumberFieldId, numberFieldIds } from "./process-fields.ts";
import { type InfoValues, type ProcessTable } from "./process-table.ts";
import { hostRates, processRates } from "./rates.ts";

/** The whole state as a `key` frame, rates included, so that a new watcher sees them at once. */
export const encodeKey = (state: HostState, sequence: number): SampleFrame => ({
  k: "key",
  ...body(new HostState(1), state, sequence, true),
});

/**
 * What turns `from` into `to`. `applyFrame(from, delta)` yields `to`, its rates derived anew.
 * One pass over the columns; cost follows slots, not changes: 20 us for 300 processes.
 */
export const encodeDelta = (from: HostState, to: HostState, sequence: number): SampleFrame => ({
  k: "delta",
  ...body(from, to, sequence, false),
});

const body = (from: HostState, to: HostState, sequence: number, isKey: boolean) => {
  const { gone, born, changed, isBorn } = diffRows(from.processes, to.processes);
  const columns = diffColumns(from.processes, to.processes, isBorn, isKey);
  const host = diffHost(from.values, to.values, isKey);
  return {
    q: sequence,
    t: to.time,
    e: to.elapsed,
    ...(gone.length > 0 && { x: gone }),
    ...(born.length > 0 && { n: born }),
    ...(changed.length > 0 && { r: changed }),
    ...(Object.keys(columns).length > 0 && { c: columns }),
    ...(host[0].length > 0 && { h: host }),
    ...(!sameNumbers(from.corePercents, to.corePercents) && { cores: copy(to.corePercents) }),
    ...(!sameMounts(from.mounts, to.mounts) && { mounts: copy(to.mounts) }),
  };
};

const copy = <T>(list: readonly T[] | null): T[] | null => (list === null ? null : [...list]);

const diffRows = (a: ProcessTable, b: ProcessTable) => {
  const gone: number[] = [];
  const born: BornRow[] = [];
  const changed: ChangedRow[] = [];
  const isBorn = new Uint8Array(b.bound);
  const bound = Math.max(a.bound, b.bound);
  for (let slot = 0; slot < bound; slot++) {
    const was = a.used[slot] === 1;
    const is = b.used[slot] === 1;
    if (was && is && a.pid[slot] === b.pid[slot] && a.start[slot] === b.start[slot]) {
      const row = changedRow(a, b, slot);
      if (row !== undefined) changed.push(row);
      continue;
    }
    if (was) gone.push(slot);
    if (is) {
      born.push(bornRow(b, slot));
      isBorn[slot] = 1;
    }
  }
  return { gone, born, changed, isBorn };
};

const bornRow = (table: ProcessTable, slot: number): BornRow => {
  const info: unknown[] = bornRowFieldIds.map((id) => table.info[id][slot]);
  while (info.length > 0 && info.at(-1) === null) info.pop();
  return [slot, table.pid[slot] as number, table.start[slot] as number, ...info];
};

const changedRow = (a: ProcessTable, b: ProcessTable, slot: number): ChangedRow | undefined => {
  let changed: Record<string, unknown> | undefined;
  for (const id of bornRowFieldIds) {
    const before = a.info[id][slot];
    const after = b.info[id][slot];
    if (before === after || sameInfo(before, after)) continue;
    changed ??= {};
    changed[id] = after;
  }
  return changed === undefined ? undefined : [slot, changed as Partial<InfoValues>];
};

const sameInfo = (a: unknown, b: unknown): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  if (typeof a[0] === "object") return samePorts(a, b);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

const rateCounters: ReadonlyMap<NumberFieldId, NumberFieldId> = new Map(
  processRates.map(({ id, counter }) => [id, counter]),
);

const diffColumns = (a: ProcessTable, b: ProcessTable, isBorn: Uint8Array, isKey: boolean) => {
  const columns: Record<string, SparseNumbers | SparseLetters> = {};
  for (const id of numberFieldIds) {
    const counter = rateCounters.get(id);
    const sparse =
      id === "status"
        ? diffLetters(a.numbers.status, b, isBorn)
        : diffNumbers(a, b, id, isBorn, counter, isKey);
    if (sparse !== undefined) columns[id] = sparse;
  }
  return columns;
};

const diffLetters = (
  before: Float64Array,
  b: ProcessTable,
  isBorn: Uint8Array,
): SparseLetters | undefined => {
  const after = b.numbers.status;
  const gaps: number[] = [];
  let letters = "";
  let last = 0;
  for (let slot = 0; slot < b.bound; slot++) {
    if (b.used[slot] !== 1) continue;
    const old = isBorn[slot] === 1 ? Number.NaN : (before[slot] as number);
    const now = after[slot] as number;
    if (Object.is(old, now)) continue;
    gaps.push(slot - last);
    letters += Number.isNaN(now) ? " " : String.fromCharCode(now);
    last = slot;
  }
  return gaps.length === 0 ? undefined : [gaps, letters];
};

/**
 * A rate is sent only where the reader cannot derive it: in a key frame, or where its counter cannot
 * be read; there the difference is to what the reader has after deriving.
 */
const diffNumbers = (
  a: ProcessTable,
  b: ProcessTable,
  id: NumberFieldId,
  isBorn: Uint8Array,
  counter: NumberFieldId | undefined,
  isKey: boolean,
): SparseNumbers | undefined => {
  const before = a.numbers[id];
  const after = b.numbers[id];
  const counterBefore = counter === undefined ? undefined : a.numbers[counter];
  const counterAfter = counter === undefined ? undefined : b.numbers[counter];
  const gaps: number[] = [];
  const diffs: (number | null)[] = [];
  let last = 0;
  for (let slot = 0; slot < b.bound; slot++) {
    if (b.used[slot] !== 1) continue;
    const now = after[slot] as number;
    let old = isBorn[slot] === 1 ? Number.NaN : (before[slot] as number);
    if (counterAfter !== undefined && !isKey) {
      if (!Number.isNaN(counterAfter[slot] as number)) continue;
      if (!Number.isNaN((counterBefore as Float64Array)[slot] as number)) old = Number.NaN;
    }
    if (old === now || (Number.isNaN(old) && Number.isNaN(now))) continue;
    gaps.push(slot - last);
    diffs.push(Number.isNaN(now) ? null : now - (Number.isNaN(old) ? 0 : old));
    last = slot;
  }
  return gaps.length === 0 ? undefined : [gaps, diffs];
};

const hostRateOf = new Map(hostRates.map((rate) => [rate.number, rate]));

const diffHost = (before: Float64Array, after: Float64Array, isKey: boolean): SparseNumbers => {
  const gaps: number[] = [];
  const diffs: (number | null)[] = [];
  let last = 0;
  for (let number = 0; number < after.length; number++) {
    const now = after[number] as number;
    let old = before[number] as number;
    const rate = hostRateOf.get(number);
    if (rate !== undefined && !isKey) {
      if (!rate.counters.some((c) => Number.isNaN(after[c] as number))) continue;
      if (rate.counters.some((c) => !Number.isNaN(before[c] as number))) old = Number.NaN;
    }
    if (old === now || (Number.isNaN(old) && Number.isNaN(now))) continue;
    gaps.push(number - last);
    diffs.push(Number.isNaN(now) ? null : now - (Number.isNaN(old) ? 0 : old));
    last = number;
  }
  return [gaps, diffs];
};

const sameNumbers = (
  a: readonly (number | null)[] | null,
  b: readonly (number | null)[] | null,
): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((v, i) => v === b[i]));

const sameMounts = (a: readonly Mount[] | null, b: readonly Mount[] | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        one.path === other.path &&
        one.device === other.device &&
        one.type === other.type &&
        one.total === other.total &&
        one.used === other.used
      );
    }));
