import { type Field } from "./field.ts";
import { hostFields, hostNumberFieldIds } from "./host-fields.ts";
import { hostFieldNumber } from "./host-state.ts";
import {
  type NumberFieldId,
  processFields,
  type RateFieldId,
  rateFieldIds,
} from "./process-fields.ts";

interface ProcessRate {
  readonly id: RateFieldId;
  readonly counter: NumberFieldId;
  /** Wire units of the rate per wire unit of the counter and millisecond. */
  readonly factor: number;
}

const perMillisecond = (rate: Field, counter: Field): number =>
  (counter.resolution * 1000 * (rate.unit === "percent" ? 100 : 1)) / rate.resolution;

/** How each rate of a process follows from its counter. */
export const processRates: readonly ProcessRate[] = rateFieldIds.map((id) => {
  const rate = processFields[id];
  const counter = rate.of[0];
  return { id, counter, factor: perMillisecond(rate, processFields[counter]) };
});

/** The rate that follows from a counter, if one does. */
export const rateOfCounter: ReadonlyMap<NumberFieldId, ProcessRate> = new Map(
  processRates.map((rate) => [rate.counter, rate]),
);

interface HostRate {
  readonly number: number;
  readonly counters: readonly number[];
  readonly resolution: number;
  readonly scale: number;
  /** Field number of the counter it is a share of, or undefined for a rate over time. */
  readonly per: number | undefined;
}

/** How each rate of a host follows from its counters. */
export const hostRates: readonly HostRate[] = hostNumberFieldIds.flatMap((id) => {
  const field: Field = hostFields[id];
  if (field.origin !== "rate") return [];
  const counters = (field.of ?? []) as (typeof id)[];
  const first: Field = hostFields[counters[0] as typeof id];
  return [
    {
      number: hostFieldNumber(id),
      counters: counters.map(hostFieldNumber),
      resolution: field.resolution,
      scale: field.per === "cpu_time_total" ? 100 / field.resolution : perMillisecond(field, first),
      per: field.per === "cpu_time_total" ? hostFieldNumber("cpu_time_total") : undefined,
    },
  ];
});
