import { type PortBinding, samePorts } from "../../../protocol/port.ts";
import {
  bornRowFieldIds,
  type NumberFieldId,
  numberFieldIds,
} from "../../../protocol/process-fields.ts";
import { type InfoValues, type ProcessTable } from "../../../protocol/process-table.ts";
import { processRates } from "../../../protocol/rates.ts";
import { type ChangeList, ChangeListWriter } from "../change-list.ts";
import { deriveProcessRate, processRateOf, StatedRatesWriter, sameNumber } from "./derive-rates.ts";
import { type StatedRates, type TrackRecord } from "./records.ts";

/** Fields that stand in change lists, in the order in which they are written. */
export const listFieldIds: readonly NumberFieldId[] = numberFieldIds.filter(
  (id) => !processRateOf.has(id),
);
const listNumber = new Map(listFieldIds.map((id, number) => [id, number]));
const rateNumbers = processRates.map(({ id, counter, factor }) => ({
  id,
  factor,
  counter: listNumber.get(counter) as number,
}));

/**
 * Takes what happens to one process, sample by sample. Most processes are seen once or twice: what only
 * changes need is made when there is a first change.
 */
export class TrackWriter implements TrackRecord {
  readonly boot: number;
  readonly pid: number;
  readonly start: number;
  readonly firstIndex: number;
  lastIndex = 0;
  isGone = false;
  readonly info: Partial<InfoValues>;
  #infoChanges: [index: number, changed: Partial<InfoValues>][] | undefined;
  /** Texts as they are now, once one has changed. */
  #current: Record<string, unknown> | undefined;
  /** Numbers at the first sample. */
  readonly #first: number[] = [];
  /** Of the numbers that have changed. */
  #writers: (ChangeListWriter | undefined)[] | undefined;
  #stated: (StatedRatesWriter | undefined)[] | undefined;
  /** What a reader carries on while a counter is absent. */
  #carried: number[] | undefined;
  /** The sample of which rates were compared last. */
  #comparedAt: number;

  constructor(table: ProcessTable, slot: number, index: number, boot: number) {
    this.boot = boot;
    this.pid = table.pid[slot] as number;
    this.start = table.start[slot] as number;
    this.firstIndex = index;
    this.#comparedAt = index;
    const info: Record<string, unknown> = {};
    for (const id of bornRowFieldIds) {
      const value = table.info[id][slot] ?? null;
      if (value !== null) info[id] = value;
    }
    this.info = info as Partial<InfoValues>;
    for (let number = 0; number < listFieldIds.length; number++)
      this.#first.push(table.numbers[listFieldIds[number] as NumberFieldId][slot] as number);
    for (let rate = 0; rate < rateNumbers.length; rate++) {
      const { id } = rateNumbers[rate] as (typeof rateNumbers)[number];
      this.#stateRate(rate, index, table.numbers[id][slot] as number, Number.NaN);
    }
  }

  /**
   * A number that changed, by its place in `listFieldIds`. Rates are compared afterwards, see
   * `compareRates`.
   */
  set(index: number, number: number, value: number): void {
    const before = this.#value(number);
    if (sameNumber(before, value)) return;
    this.#writers ??= [];
    const writer = (this.#writers[number] ??= new ChangeListWriter(this.firstIndex, before));
    writer.set(index, value);
    if (!Number.isNaN(value) || this.#carried === undefined) return;
    for (let rate = 0; rate < rateNumbers.length; rate++)
      if (rateNumbers[rate]?.counter === number) this.#carried[rate] = Number.NaN;
  }

  #value(number: number): number {
    return this.#writers?.[number]?.value ?? (this.#first[number] as number);
  }

  /** All numbers and texts of a slot, of which some may have changed. */
  setAll(index: number, table: ProcessTable, slot: number): void {
    for (let number = 0; number < listFieldIds.length; number++)
      this.set(index, number, table.numbers[listFieldIds[number] as NumberFieldId][slot] as number);
    this.setInfo(index, table, slot);
  }

  setInfo(index: number, table: ProcessTable, slot: number): void {
    const before: Record<string, unknown> = this.#current ?? this.info;
    let changed: Record<string, unknown> | undefined;
    for (const id of bornRowFieldIds) {
      const value = table.info[id][slot] ?? null;
      if (isSameText(value, before[id] ?? null)) continue;
      changed ??= {};
      changed[id] = value;
    }
    if (changed === undefined) return;
    this.#infoChanges ??= [];
    this.#infoChanges.push([index, changed as Partial<InfoValues>]);
    this.#current = { ...before, ...changed };
  }

  /** States the rates of a slot that a reader would not derive, after all numbers of the sample were set. */
  compareRates(index: number, table: ProcessTable, slot: number, elapsed: number): void {
    if (this.#comparedAt === index) return;
    this.#comparedAt = index;
    for (let rate = 0; rate < rateNumbers.length; rate++) {
      const { id, counter, factor } = rateNumbers[rate] as (typeof rateNumbers)[number];
      const now = this.#value(counter);
      const derived = deriveProcessRate(
        this.#writers?.[counter]?.before(index) ?? now,
        now,
        elapsed,
        factor,
        this.#carried?.[rate] ?? Number.NaN,
      );
      this.#stateRate(rate, index, table.numbers[id][slot] as number, derived);
    }
  }

  #stateRate(rate: number, index: number, value: number, derived: number): void {
    if (sameNumber(value, derived)) return;
    this.#stated ??= rateNumbers.map(() => undefined);
    this.#carried ??= rateNumbers.map(() => Number.NaN);
    (this.#stated[rate] ??= new StatedRatesWriter(this.firstIndex)).state(index, value);
    this.#carried[rate] = value;
  }

  get infoChanges(): TrackRecord["infoChanges"] {
    return this.#infoChanges ?? [];
  }

  get lists(): Partial<Record<NumberFieldId, ChangeList>> {
    const lists: Partial<Record<NumberFieldId, ChangeList>> = {};
    for (let number = 0; number < listFieldIds.length; number++) {
      const first = this.#first[number] as number;
      const writer = this.#writers?.[number];
      if (writer !== undefined) lists[listFieldIds[number] as NumberFieldId] = writer.list;
      else if (!Number.isNaN(first)) lists[listFieldIds[number] as NumberFieldId] = first;
    }
    return lists;
  }

  get rates(): Partial<Record<NumberFieldId, StatedRates>> {
    const rates: Partial<Record<NumberFieldId, StatedRates>> = {};
    for (let rate = 0; rate < rateNumbers.length; rate++) {
      const stated = this.#stated?.[rate];
      if (stated !== undefined)
        rates[(rateNumbers[rate] as { id: NumberFieldId }).id] = stated.stated;
    }
    return rates;
  }
}

/** Lists are compared by content: a key frame makes them anew. */
const isSameText = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  if (typeof a[0] === "object") return samePorts(a as PortBinding[], b as PortBinding[]);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};
