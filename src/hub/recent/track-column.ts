import { type NumberFieldId } from "../../protocol/process-fields.ts";
import { processRates } from "../../protocol/rates.ts";
import { type RecentChunk } from "./recent-chunk.ts";

/** A process within a chunk: its slot, its very first sample there, and the last one wanted. */
export interface TrackPlace {
  readonly slot: number;
  readonly first: number;
  readonly last: number;
}

/** Wire integers of one process, one a sample from `first` to `last`; rates derived as applyFrame does. */
export const computeTrackColumn = (
  chunk: RecentChunk,
  place: TrackPlace,
  id: NumberFieldId,
): Float64Array => {
  const rate = rateOf.get(id);
  return rate === undefined
    ? computeValues(chunk, place, id)
    : computeRates(chunk, place, rate.id, rate);
};

const rateOf = new Map<NumberFieldId, (typeof processRates)[number]>(
  processRates.map((rate) => [rate.id, rate]),
);

/** Calls with each change of the slot in samples from `first` to `last`; NaN: absent from then on. */
const eachChange = (
  chunk: RecentChunk,
  { slot, first, last }: TrackPlace,
  id: NumberFieldId,
  call: (sample: number, diff: number) => void,
): void => {
  const reader = chunk.changes(id);
  let sample = 0;
  while (reader.hasMore) {
    sample += reader.integer();
    if (sample > last) return;
    let at = 0;
    for (let left = reader.integer(); left > 0; left--) {
      at += reader.integer();
      const diff = reader.diff();
      if (at === slot && sample >= first) call(sample - first, diff);
    }
  }
};

/** NaN counts as 0: what was absent differs from nothing. */
const moved = (before: number, diff: number): number =>
  Number.isNaN(before) ? diff : before + diff;

const computeValues = (chunk: RecentChunk, place: TrackPlace, id: NumberFieldId): Float64Array => {
  const values = new Float64Array(place.last - place.first + 1).fill(Number.NaN);
  let value = Number.NaN;
  let filled = 0;
  eachChange(chunk, place, id, (index, diff) => {
    values.fill(value, filled, index);
    filled = index;
    // Letters stand for themselves.
    value = id === "status" ? diff : moved(value, diff);
  });
  return values.fill(value, filled);
};

const computeRates = (
  chunk: RecentChunk,
  place: TrackPlace,
  id: NumberFieldId,
  { counter, factor }: (typeof processRates)[number],
): Float64Array => {
  const rates = new Float64Array(place.last - place.first + 1);
  const diffs = new Map<number, number>();
  eachChange(chunk, place, counter, (index, diff) => diffs.set(index, diff));
  const sent = new Map<number, number>();
  eachChange(chunk, place, id, (index, diff) => sent.set(index, diff));
  let total = Number.NaN;
  let rate = Number.NaN;
  for (let index = 0; index < rates.length; index++) {
    const elapsed = chunk.elapsed[place.first + index] as number;
    const diff = diffs.get(index);
    if (diff !== undefined) {
      rate = rateOfIncrease(Number.isNaN(total) ? Number.NaN : diff, elapsed, factor);
      total = moved(total, diff);
    } else if (!Number.isNaN(total)) rate = elapsed === 0 ? Number.NaN : 0;
    const change = sent.get(index);
    if (change !== undefined) rate = moved(rate, change);
    rates[index] = rate;
  }
  return rates;
};

const rateOfIncrease = (increase: number, elapsed: number, factor: number): number => {
  const wire =
    elapsed > 0 && increase >= 0 ? Math.round((increase * factor) / elapsed) : Number.NaN;
  return Number.isSafeInteger(wire) ? wire : Number.NaN;
};
