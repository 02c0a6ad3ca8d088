import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { hostRates, processRates } from "../../../protocol/rates.ts";
import { aggregateOf, hostCellKind, INCREASE, LAST, processCellKind } from "./field-cells.ts";
import { type TierRow, type TierTable } from "./tier-table.ts";

const rateOfProcess = new Map(processRates.map((rate) => [rate.id as NumberFieldId, rate]));
const rateOfHost = new Map(hostRates.map((rate) => [hostNumberFieldIds[rate.number], rate]));

/**
 * The average of a field of a process in each bucket. That of a rate is the increase of its counter over
 * the time; only where the counter was never read, it is the average of the rates that were sent.
 */
export const averageOfRow = (row: TierRow, id: NumberFieldId): Float64Array => {
  const cells = row.cells(id);
  const average = aggregateOf(processCellKind(id), cells, "avg");
  const rate = rateOfProcess.get(id);
  if (rate === undefined) return average;
  const counter = row.cells(rate.counter);
  for (let k = 0; k < average.length; k++)
    if (!Number.isNaN(counter[k * 2 + LAST] as number))
      average[k] = Number.isNaN(cells[k * 5 + LAST] as number)
        ? Number.NaN
        : ((counter[k * 2 + INCREASE] as number) * rate.factor) / (row.times[k] as number);
  return average;
};

/** The same for a field of the host. */
export const averageOfHost = (table: TierTable, id: HostNumberFieldId): Float64Array => {
  const cells = table.hostCells(id);
  const average = aggregateOf(hostCellKind(id), cells, "avg");
  const rate = rateOfHost.get(id);
  if (rate === undefined) return average;
  const counters = rate.counters.map((number) => cellsOf(table, number));
  const per = rate.per === undefined ? undefined : cellsOf(table, rate.per);
  for (let k = 0; k < average.length; k++) {
    if (counters.some((counter) => Number.isNaN(counter[k * 2 + LAST] as number))) continue;
    let increase = 0;
    for (const counter of counters) increase += counter[k * 2 + INCREASE] as number;
    const over =
      per === undefined ? (table.buckets.times[k] as number) : (per[k * 2 + INCREASE] as number);
    average[k] = Number.isNaN(cells[k * 5 + LAST] as number)
      ? Number.NaN
      : (increase * rate.scale) / over;
  }
  return average;
};

const cellsOf = (table: TierTable, number: number): Float64Array =>
  table.hostCells(hostNumberFieldIds[number] as HostNumberFieldId);
