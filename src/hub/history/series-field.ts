import { type Field } from "../../protocol/field.ts";
import {
  type HostFieldId,
  type HostNumberFieldId,
  hostFields,
} from "../../protocol/host-fields.ts";
import {
  type NumberFieldId,
  type ProcessFieldId,
  processFields,
} from "../../protocol/process-fields.ts";
import { meanInUnit } from "./per-unit.ts";

/** A field of a series: the column it is gathered from, and how a gathered value is shown. */
export interface SeriesField<Id extends string, Source extends string> {
  readonly id: Id;
  readonly source: Source;
  /** Whether averages weigh a sample by the time it stands for. */
  readonly isRate: boolean;
  /** `memoryTotal` in bytes, where it is known. */
  valueOf(wire: number, memoryTotal: number | null): number | null;
}

const seriesField = <Id extends string, Source extends string>(
  id: Id,
  field: Field,
  memory: Source,
): SeriesField<Id, Source> =>
  id === "memory_percent"
    ? {
        id,
        source: memory,
        isRate: false,
        valueOf: (wire, total) =>
          Number.isNaN(wire) || total === null || total === 0
            ? null
            : Math.round((wire / total) * 10_000) / 100,
      }
    : {
        id,
        source: id as string as Source,
        isRate: field.origin === "rate",
        valueOf: (wire) => meanInUnit(wire, field),
      };

/** A number field of a process, or its share of memory. */
export const processSeriesField = (
  id: ProcessFieldId,
): SeriesField<ProcessFieldId, NumberFieldId> => seriesField(id, processFields[id], "memory_rss");

/** A number field of a host, or its share of memory. */
export const hostSeriesField = (id: HostFieldId): SeriesField<HostFieldId, HostNumberFieldId> =>
  seriesField(id, hostFields[id], "memory_used");
