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

/** The value of a field at a sample of the piece, in the field's unit. */
export type ValueAt = (index: number) => FieldValue;

/** What reads one field of a track; columns are worked out here, once. */
export const valuesOf = (piece: Piece, track: Track, id: ProcessFieldId): ValueAt => {
  const { facts } = piece.boots[track.boot] as { facts: HostFacts };
  const createTime = facts.boot_time + track.start;
  switch (id) {
    case "pid":
      return () => track.pid;
    case "start":
      return () => track.start;
    case "create_time":
      return () => createTime;
    case "age":
      return (index) => Math.max(0, ((piece.times[index] as number) - createTime) / 1000);
    case "memory_percent":
      return memoryPercents(track, facts.memory_total);
    case "status":
      return statuses(track);
    case "status_name": {
      const letters = statuses(track);
      return (index) => {
        const letter = letters(index);
        return letter === null ? null : processStatuses[letter];
      };
    }
    default:
      return isNumberFieldId(id)
        ? numbers(track, id)
        : (index) => track.infoAt(index)[id as InfoFieldId];
  }
};

const numberIds: ReadonlySet<string> = new Set(numberFieldIds);
const isNumberFieldId = (id: ProcessFieldId): id is NumberFieldId => numberIds.has(id);

const numbers = (track: Track, id: NumberFieldId): ((index: number) => number | null) => {
  const column = track.column(id);
  const { firstIndex } = track;
  const perUnit = perUnitOf(processFields[id]);
  return (index) => {
    const wire = column[index - firstIndex] as number;
    return Number.isNaN(wire) ? null : wire / perUnit;
  };
};

const memoryPercents = (track: Track, total: number | null): ValueAt => {
  if (total === null || total === 0) return () => null;
  const rss = numbers(track, "memory_rss");
  return (index) => {
    const bytes = rss(index);
    return bytes === null ? null : Math.round((bytes / total) * 10_000) / 100;
  };
};

const statuses = (track: Track): ((index: number) => ProcessStatus | null) => {
  const column = track.column("status");
  return (index) => {
    const code = column[index - track.firstIndex] as number;
    return Number.isNaN(code) ? null : (String.fromCharCode(code) as ProcessStatus);
  };
};
