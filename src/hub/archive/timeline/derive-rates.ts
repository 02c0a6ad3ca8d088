import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { hostRates, processRates } from "../../../protocol/rates.ts";
import { type ChangeList } from "../change-list.ts";
import { type StatedRates } from "./records.ts";

/*
 * Rates are not kept: they follow from counters exactly as `applyFrame` derives them. Where a rate differs
 * (the first sample of a piece, a key frame, a counter that cannot be read) it is stated.
 */

export const processRateOf: ReadonlyMap<NumberFieldId, (typeof processRates)[number]> = new Map(
  processRates.map((rate) => [rate.id, rate]),
);
export const hostRateOf: ReadonlyMap<HostNumberFieldId, (typeof hostRates)[number]> = new Map(
  hostRates.map((rate) => [hostNumberFieldIds[rate.number] as HostNumberFieldId, rate]),
);

/**
 * The rate of a process in a sample from its counter in that sample and in the one before. While the
 * counter is absent, the rate before stays.
 */
export const deriveProcessRate = (
  before: number,
  now: number,
  elapsed: number,
  factor: number,
  rateBefore: number,
): number => {
  if (Number.isNaN(now)) return Number.isNaN(before) ? rateBefore : Number.NaN;
  const increase = now - before;
  return elapsed !== 0 && increase >= 0 ? wireOrAbsent((increase * factor) / elapsed) : Number.NaN;
};

/** The same for a host: `before` and `now` give counters by field number. */
export const deriveHostRate = (
  rate: (typeof hostRates)[number],
  before: (number: number) => number,
  now: (number: number) => number,
  elapsed: number,
  rateBefore: number,
): number => {
  let increase = 0;
  let isUnread = false;
  let wasRead = false;
  for (const counter of rate.counters) {
    increase += now(counter) - before(counter);
    if (Number.isNaN(now(counter))) isUnread = true;
    if (!Number.isNaN(before(counter))) wasRead = true;
  }
  if (isUnread) return wasRead ? Number.NaN : rateBefore;
  const over = rate.per === undefined ? elapsed : now(rate.per) - before(rate.per);
  return increase >= 0 && over > 0 ? wireOrAbsent((increase * rate.scale) / over) : Number.NaN;
};

const wireOrAbsent = (rate: number): number => {
  const wire = Math.round(rate);
  return Number.isSafeInteger(wire) ? wire : Number.NaN;
};

/**
 * The rates of a process of which none is stated, straight from the changes of its counter: where that rests
 * they are 0, and absent where it is.
 * `firstIndex` is the sample with which the list begins.
 */
export const ratesOfList = (
  list: ChangeList | undefined,
  elapsed: Float64Array,
  firstIndex: number,
  length: number,
  factor: number,
): Float64Array => {
  const column = new Float64Array(length);
  if (list === undefined || list === null) return column.fill(Number.NaN);
  for (let place = 0; place < length; place++)
    if (place === 0 || elapsed[firstIndex + place] === 0) column[place] = Number.NaN;
  if (typeof list === "number") return column;
  const [first, gaps, diffs] = list;
  let isAbsent = first === null;
  let at = 0;
  for (let i = 0; i < gaps.length; i++) {
    const since = at;
    at += gaps[i] as number;
    const diff = diffs[i] as number | null;
    if (isAbsent) column.fill(Number.NaN, since, at + 1);
    else if (diff !== null && at < length)
      column[at] = deriveProcessRate(
        0,
        diff,
        elapsed[firstIndex + at] as number,
        factor,
        Number.NaN,
      );
    isAbsent = diff === null;
  }
  return isAbsent ? column.fill(Number.NaN, at) : column;
};

/** Fills a column of rates: what is stated, else what `derive` says from the rate before. */
export const fillRates = (
  column: Float64Array,
  stated: StatedRates | undefined,
  derive: (place: number, rateBefore: number) => number,
): Float64Array => {
  const [gaps, values] = stated ?? [[], []];
  let next = 0;
  let at = gaps[0] ?? -1;
  let rate = Number.NaN;
  for (let place = 0; place < column.length; place++) {
    if (place === at) {
      rate = values[next] ?? Number.NaN;
      next++;
      at = next < gaps.length ? at + (gaps[next] as number) : -1;
    } else rate = derive(place, rate);
    column[place] = rate;
  }
  return column;
};

/** Takes rates that are not what follows from their counter. */
export class StatedRatesWriter {
  readonly #gaps: number[] = [];
  readonly #values: (number | null)[] = [];
  #lastIndex: number;

  constructor(firstIndex: number) {
    this.#lastIndex = firstIndex;
  }

  state(index: number, rate: number): void {
    this.#gaps.push(index - this.#lastIndex);
    this.#values.push(Number.isNaN(rate) ? null : rate);
    this.#lastIndex = index;
  }

  get stated(): StatedRates {
    return [this.#gaps, this.#values];
  }
}

export const sameNumber = (a: number, b: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b));
