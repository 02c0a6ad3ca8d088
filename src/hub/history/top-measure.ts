import { type SeriesFieldId } from "../../protocol/api/series.ts";
import { type Field } from "../../protocol/field.ts";
import { type NumberFieldId, processFields } from "../../protocol/process-fields.ts";
import { processRates } from "../../protocol/rates.ts";
import { type TierRest } from "../archive/piece.ts";

type TopCounterId = Parameters<TierRest["increase"]>[0];

/** How much of a field processes used: the increase of a counter, or the level of a gauge. */
export type TopMeasure =
  | {
      readonly kind: "increase";
      readonly counter: TopCounterId;
      readonly rate: NumberFieldId;
      /** Wire units of the rate per wire unit of the counter and millisecond. */
      readonly factor: number;
    }
  | { readonly kind: "level"; readonly source: NumberFieldId; readonly isShareOfMemory: boolean };

export const topMeasureOf = (by: SeriesFieldId): TopMeasure => {
  const rate = processRates.find(({ id, counter }) => id === by || counter === by);
  if (rate !== undefined)
    return {
      kind: "increase",
      counter: rate.counter as TopCounterId,
      rate: rate.id,
      factor: rate.factor,
    };
  return by === "memory_percent"
    ? { kind: "level", source: "memory_rss", isShareOfMemory: true }
    : { kind: "level", source: by as NumberFieldId, isShareOfMemory: false };
};

/** The field whose unit averages are in. */
export const averageFieldOf = (by: SeriesFieldId, measure: TopMeasure): Field =>
  processFields[measure.kind === "increase" ? measure.rate : by];
