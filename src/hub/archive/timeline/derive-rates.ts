import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { hostRates, processRates } from "../../../protocol/rates.ts";
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
