import { type RateFieldId } from "../../../protocol/process-fields.ts";
import { processRates } from "../../../protocol/rates.ts";
import { type TopBy, topBys } from "../piece.ts";
import { DEVIATION, INCREASE, LAST, WEIGHT } from "./field-cells.ts";
import { type RestCounterId, type TierRow } from "./tier-table.ts";

const topLength = 10;

/**
 * The ten busiest rows of each bucket, by the whole increase of a counter (that before the first sample of
 * a new process included) or by the average of a gauge, highest first. Of equals the older row, then the
 * lower pid comes first. A row that had nothing is in no list.
 */
export function* rankRows(
  rows: readonly TierRow[],
  buckets: number,
): Generator<void, Record<TopBy, number[][]>> {
  const tops = {} as Record<TopBy, number[][]>;
  for (const by of topBys) {
    const lists = Array.from({ length: buckets }, () => [] as { index: number; score: number }[]);
    /** Of the lists that are full. */
    const lowest = new Float64Array(buckets);
    for (const [index, row] of rows.entries()) {
      const scores = scoresOf(row, by);
      const length = scores?.length ?? 0;
      for (let k = 0; k < length; k++) {
        const score = scores?.[k] as number;
        const place = row.firstIndex + k;
        if (!(score > 0 && score >= (lowest[place] as number))) continue;
        const list = lists[place] as { index: number; score: number }[];
        const isBefore = (other: { index: number; score: number }): boolean =>
          score > other.score ||
          (score === other.score && comesFirst(row, rows[other.index] as TierRow));
        let at = list.length;
        while (at > 0 && isBefore(list[at - 1] as { index: number; score: number })) at--;
        if (at === topLength) continue;
        list.splice(at, 0, { index, score });
        if (list.length > topLength) list.pop();
        if (list.length === topLength) lowest[place] = list[topLength - 1]?.score as number;
      }
      if (index % 64 === 63) yield;
    }
    tops[by] = lists.map((list) => list.map(({ index }) => index));
  }
  return tops;
}

const comesFirst = (a: TierRow, b: TierRow): boolean =>
  a.firstSeen !== b.firstSeen ? a.firstSeen < b.firstSeen : a.pid < b.pid;

type ProcessRate = (typeof processRates)[number];
const counterOf: ReadonlyMap<TopBy | RateFieldId, ProcessRate> = new Map(
  processRates.map((rate) => [rate.id, rate]),
);

/** What a row had in each of its buckets; undefined where it had nothing. */
const scoresOf = (row: TierRow, by: TopBy): Float64Array | undefined =>
  by === "memory_rss" ? averagesOf(row) : increasesOf(row, counterOf.get(by) as ProcessRate);

const averagesOf = (row: TierRow): Float64Array | undefined => {
  const constant = row.constant("memory_rss");
  if (constant !== undefined)
    return constant > 0 ? new Float64Array(row.weights.length).fill(constant) : undefined;
  const gauge = row.cells("memory_rss");
  return row.weights.map((_, k) => averageAt(gauge, k));
};

const increasesOf = (row: TierRow, rate: ProcessRate): Float64Array | undefined => {
  const before = row.born?.[rate.counter as RestCounterId] ?? 0;
  const isAtRest = !Number.isNaN(row.constant(rate.counter) ?? Number.NaN);
  if (isAtRest && !(before > 0)) return undefined;
  const scores = new Float64Array(row.weights.length);
  if (!isAtRest) {
    const counter = row.cells(rate.counter);
    const isAbsent = row.constant(rate.id) !== undefined && Number.isNaN(row.constant(rate.id));
    const gauge = isAbsent ? undefined : row.cells(rate.id);
    for (let k = 0; k < scores.length; k++)
      scores[k] = !Number.isNaN(counter[k * 2 + LAST] as number)
        ? (counter[k * 2 + INCREASE] as number)
        : gauge === undefined
          ? Number.NaN
          : // Only the rate was sent: its average over the time, in the units of the counter.
            (averageAt(gauge, k) * (gauge[k * 5 + WEIGHT] as number) * 1000) / rate.factor;
  }
  if (before > 0) scores[0] = (scores[0] as number) + before;
  return scores;
};

const averageAt = (gauge: Float64Array, bucket: number): number =>
  (gauge[bucket * 5 + LAST] as number) +
  (gauge[bucket * 5 + DEVIATION] as number) / (gauge[bucket * 5 + WEIGHT] as number);
