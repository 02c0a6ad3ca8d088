import { type HostFacts } from "../../protocol/host-facts.ts";
import {
  type InfoFieldId,
  type NumberFieldId,
  numberFieldIds,
  type ProcessFieldId,
  processFields,
} from "../../protocol/process-fields.ts";
import { type FieldValue } from "../../protocol/process-row.ts";
import { type ProcessStatus, processStatuses } from "../../protocol/process-status.ts";
import { type Piece, type Track } from "../archive/piece.ts";
import { perUnitOf } from "./per-unit.ts";

/**
 * One field of a track. Numbers: wire integers from its first sample on, of each of which `wholeOf` makes the
 * whole number (NaN where absent) that is the value times `perUnit`, a power of ten. Else a value a sample of
 * the piece. The column is worked out once, values when they are asked for.
 */
export type TrackValues =
  | {
      readonly wires: Float64Array;
      readonly perUnit: number;
      readonly wholeOf: (wire: number) => number;
    }
  | { readonly valueAt: (index: number) => FieldValue };

export const trackValuesOf = (piece: Piece, track: Track, id: ProcessFieldId): TrackValues => {
  const { facts } = piece.boots[track.boot] as { facts: HostFacts };
  const createTime = facts.boot_time + track.start;
  switch (id) {
    case "pid":
      return { valueAt: () => track.pid };
    case "start":
      return { valueAt: () => track.start };
    case "create_time":
      return { valueAt: () => createTime };
    case "age":
      return {
        valueAt: (index) => Math.max(0, ((piece.times[index] as number) - createTime) / 1000),
      };
    case "memory_percent":
      return {
        wires: track.column("memory_rss"),
        perUnit: 100,
        wholeOf: hundredthsOf(facts.memory_total),
      };
    case "status":
      return { valueAt: statusesOf(track) };
    case "status_name": {
      const statusAt = statusesOf(track);
      return {
        valueAt: (index) => {
          const status = statusAt(index);
          return status === null ? null : processStatuses[status];
        },
      };
    }
    default:
      return isNumberFieldId(id)
        ? { wires: track.column(id), perUnit: perUnitOf(processFields[id]), wholeOf: itself }
        : { valueAt: (index) => track.infoAt(index)[id as InfoFieldId] };
  }
};

const numberIds: ReadonlySet<string> = new Set(numberFieldIds);
const isNumberFieldId = (id: ProcessFieldId): id is NumberFieldId => numberIds.has(id);

const itself = (wire: number): number => wire;

/** Hundredths of a percent of the memory. */
const hundredthsOf = (total: number | null): ((wire: number) => number) =>
  total === null || total === 0 ? () => Number.NaN : (wire) => Math.round((wire / total) * 10_000);

const statusesOf = (track: Track): ((index: number) => ProcessStatus | null) => {
  const column = track.column("status");
  return (index) => {
    const code = column[index - track.firstIndex] as number;
    return Number.isNaN(code) ? null : (String.fromCharCode(code) as ProcessStatus);
  };
};
