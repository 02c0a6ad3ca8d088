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

/** Takes what happens to one process, sample by sample. */
export class TrackWriter implements TrackRecord {
  readonly boot: number;
  readonly pid: number;
  readonly start: number;
  readonly firstIndex: number;
  lastIndex = 0;
  isGone = false;
  readonly info: Partial<InfoValues>;
  readonly infoChanges: [index: number, changed: Partial<InfoValues>][] = [];
  readonly #writers: ChangeListWriter[];
  readonly #stated: (StatedRatesWriter | undefined)[] = rateNumbers.map(() => undefined);
  /** What a reader carries on while a counter is absent. */
  readonly #carried: number[] = rateNumbers.map(() => Number.NaN);
  /** Texts as they are now. */
  readonly #current: Record<string, unknown> = {};
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
      this.#current[id] = value;
      if (value !== null) info[id] = value;
    }
    this.info = info as Partial<InfoValues>;
    this.#writers = listFieldIds.map(
      (id) => new ChangeListWriter(index, table.numbers[id][slot] as number),
    );
    for (let number = 0; number < rateNumbers.length; number++) {
      const { id } = rateNumbers[number] as (typeof rateNumbers)[number];
      this.#stateRate(number, index, table.numbers[id][slot] as number, Number.NaN);
    }
  }

  /** A number that changed. Rates are compared afterwards, see `compareRates`. */
  set(index: number, id: NumberFieldId, value: number): void {
    const number = listNumber.get(id);
    if (number === undefined) return;
    const writer = this.#writers[number] as ChangeListWriter;
    const wasAbsent = Number.isNaN(writer.value);
    writer.set(index, value);
    if (wasAbsent || !Number.isNaN(value)) return;
    for (let rate = 0; rate < rateNumbers.length; rate++)
      if (rateNumbers[rate]?.counter === number) this.#carried[rate] = Number.NaN;
  }

  /** All numbers and texts of a slot, of which some may have changed. */
  setAll(index: number, table: ProcessTable, slot: number): void {
    for (const id of listFieldIds) this.set(index, id, table.numbers[id][slot] as number);
    this.setInfo(index, table, slot);
  }

  setInfo(index: number, table: ProcessTable, slot: number): void {
    let changed: Record<string, unknown> | undefined;
    for (const id of bornRowFieldIds) {
      const value = table.info[id][slot] ?? null;
      const before = this.#current[id];
      if (value === before || isSameText(value, before)) continue;
      changed ??= {};
      changed[id] = value;
      this.#current[id] = value;
    }
    if (changed !== undefined) this.infoChanges.push([index, changed as Partial<InfoValues>]);
  }

  /** States the rates of a slot that a reader would not derive, after all numbers of the sample were set. */
  compareRates(index: number, table: ProcessTable, slot: number, elapsed: number): void {
    if (this.#comparedAt === index) return;
    this.#comparedAt = index;
    for (let rate = 0; rate < rateNumbers.length; rate++) {
      const { id, counter, factor } = rateNumbers[rate] as (typeof rateNumbers)[number];
      const writer = this.#writers[counter] as ChangeListWriter;
      const carried = this.#carried[rate] as number;
      const derived = deriveProcessRate(
        writer.before(index),
        writer.value,
        elapsed,
        factor,
        carried,
      );
      this.#stateRate(rate, index, table.numbers[id][slot] as number, derived);
    }
  }

  #stateRate(rate: number, index: number, value: number, derived: number): void {
    if (sameNumber(value, derived)) return;
    (this.#stated[rate] ??= new StatedRatesWriter(this.firstIndex)).state(index, value);
    this.#carried[rate] = value;
  }

  get lists(): Partial<Record<NumberFieldId, ChangeList>> {
    const lists: Partial<Record<NumberFieldId, ChangeList>> = {};
    for (let number = 0; number < listFieldIds.length; number++) {
      const writer = this.#writers[number] as ChangeListWriter;
      if (!writer.isAbsent) lists[listFieldIds[number] as NumberFieldId] = writer.list;
    }
    return lists;
  }

  get rates(): Partial<Record<NumberFieldId, StatedRates>> {
    const rates: Partial<Record<NumberFieldId, StatedRates>> = {};
    for (let rate = 0; rate < rateNumbers.length; rate++) {
      const stated = this.#stated[rate];
      if (stated !== undefined)
        rates[(rateNumbers[rate] as { id: NumberFieldId }).id] = stated.stated;
    }
    return rates;
  }
}

/** Lists are compared by content: a key frame makes them anew. */
const isSameText = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) &&
  Array.isArray(b) &&
  a.length === b.length &&
  JSON.stringify(a) === JSON.stringify(b);
