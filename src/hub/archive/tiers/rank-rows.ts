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
    for (const [index, row] of rows.entries()) {
      const scores = scoresOf(row, by);
      for (let k = 0; k < scores.length; k++) {
        const score = scores[k] as number;
        if (!(score > 0)) continue;
        const list = lists[row.firstIndex + k] as { index: number; score: number }[];
        const lowest = list[topLength - 1];
        const isBefore = (other: { index: number; score: number }): boolean =>
          score > other.score ||
          (score === other.score && comesFirst(row, rows[other.index] as TierRow));
        if (lowest !== undefined && !isBefore(lowest)) continue;
        let at = list.length;
        while (at > 0 && isBefore(list[at - 1] as { index: number; score: number })) at--;
        list.splice(at, 0, { index, score });
        if (list.length > topLength) list.pop();
      }
      if (index % 64 === 63) yield;
    }
    tops[by] = lists.map((list) => list.map(({ index }) => index));
  }
  return tops;
}

const comesFirst = (a: TierRow, b: TierRow): boolean =>
  a.firstSeen !== b.firstSeen ? a.firstSeen < b.firstSeen : a.pid < b.pid;

const counterOf = new Map(processRates.map((rate) => [rate.id, rate]));

const scoresOf = (row: TierRow, by: TopBy): Float64Array => {
  const gauge = row.cells(by);
  const scores = new Float64Array(row.weights.length);
  const average = (k: number): number =>
    (gauge[k * 5 + LAST] as number) +
    (gauge[k * 5 + DEVIATION] as number) / (gauge[k * 5 + WEIGHT] as number);
  if (by === "memory_rss") {
    for (let k = 0; k < scores.length; k++) scores[k] = average(k);
    return scores;
  }
  const rate = counterOf.get(by as RateFieldId) as (typeof processRates)[number];
  const counter = row.cells(rate.counter);
  for (let k = 0; k < scores.length; k++)
    scores[k] = Number.isNaN(counter[k * 2 + LAST] as number)
      ? // Only the rate was sent: its average over the time, in the units of the counter.
        (average(k) * (gauge[k * 5 + WEIGHT] as number) * 1000) / rate.factor
      : (counter[k * 2 + INCREASE] as number);
  const before = row.born?.[rate.counter as RestCounterId] ?? 0;
  if (before > 0) scores[0] = (scores[0] as number) + before;
  return scores;
};
