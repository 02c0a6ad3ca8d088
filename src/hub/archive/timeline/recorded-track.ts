import { bornRowFieldIds, type NumberFieldId } from "../../../protocol/process-fields.ts";
import { type InfoValues } from "../../../protocol/process-table.ts";
import { type ChangeList, readChangeList } from "../change-list.ts";
import { type Track } from "../piece.ts";
import { deriveProcessRate, fillRates, processRateOf, ratesOfList } from "./derive-rates.ts";
import { type TrackRecord } from "./records.ts";

/** The part of a track from sample `from` to sample `to` of its piece; indexes count from `from`. */
export const createRecordedTrack = (
  record: TrackRecord,
  elapsed: Float64Array,
  from: number,
  to: number,
): Track => {
  const first = Math.max(record.firstIndex, from);
  const last = Math.min(record.lastIndex, to);
  const begin = first - record.firstIndex;
  const end = last - record.firstIndex + 1;
  const lists: Partial<Record<NumberFieldId, ChangeList>> = record.lists;
  const { rates } = record;
  let info: InfoValues | undefined;

  return {
    boot: record.boot,
    pid: record.pid,
    start: record.start,
    firstIndex: first - from,
    lastIndex: last - from,
    isGone: record.isGone && last === record.lastIndex,
    get info() {
      info ??= infoOfTrack(record, last);
      return info;
    },
    infoAt: (index) => infoOfTrack(record, index + from),
    constant: (id) => {
      const rate = processRateOf.get(id);
      if (rate !== undefined) {
        const isUnknown = (lists[rate.counter] ?? null) === null || end === 1;
        return isUnknown && rates[id] === undefined ? Number.NaN : undefined;
      }
      const list = lists[id] ?? null;
      return list === null ? Number.NaN : typeof list === "number" ? list : undefined;
    },
    column: (id) => {
      const rate = processRateOf.get(id);
      if (rate === undefined) {
        const column = readChangeList(lists[id], end);
        return begin === 0 ? column : column.slice(begin);
      }
      if (rates[id] === undefined) {
        const column = ratesOfList(
          lists[rate.counter],
          elapsed,
          record.firstIndex,
          end,
          rate.factor,
        );
        return begin === 0 ? column : column.slice(begin);
      }
      const counter = readChangeList(lists[rate.counter], end);
      const column = fillRates(new Float64Array(end), rates[id], (place, before) =>
        place === 0
          ? Number.NaN
          : deriveProcessRate(
              counter[place - 1] as number,
              counter[place] as number,
              elapsed[record.firstIndex + place] as number,
              rate.factor,
              before,
            ),
      );
      return begin === 0 ? column : column.slice(begin);
    },
  };
};

/** The texts of a process at a sample of the piece. */
export const infoOfTrack = (record: TrackRecord, index: number): InfoValues => {
  const info = { ...absentInfo, ...record.info };
  for (const [at, changed] of record.infoChanges) {
    if (at > index) break;
    Object.assign(info, changed);
  }
  return info;
};

const absentInfo = Object.fromEntries(
  bornRowFieldIds.map((id) => [id, null]),
) as unknown as InfoValues;
