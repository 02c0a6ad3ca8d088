import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { readChangeList } from "../change-list.ts";
import { type Piece } from "../piece.ts";
import { deriveHostRate, fillRates, hostRateOf } from "./derive-rates.ts";
import { createRecordedTrack } from "./recorded-track.ts";
import { type HostRecord, type PieceRecord } from "./records.ts";

/** The samples of a record in a window, or undefined where none is; tracks restricted to `pid`. */
export const createRecordedPiece = (
  record: PieceRecord,
  window: { readonly from: number; readonly to: number; readonly pid?: number | undefined },
): Piece | undefined => {
  const { times } = record;
  const from = firstAtOrAfter(times, window.from);
  const to = firstAtOrAfter(times, window.to + 1) - 1;
  if (from > to) return undefined;
  let host: HostRecord | undefined;
  return {
    host: record.host,
    boots: record.boots,
    times: times.subarray(from, to + 1),
    elapsed: record.elapsed.subarray(from, to + 1),
    bootAt: record.bootAt.subarray(from, to + 1),
    tracks: record.tracks
      .filter(
        ({ firstIndex, lastIndex, pid }) =>
          firstIndex <= to && lastIndex >= from && (window.pid === undefined || pid === window.pid),
      )
      .map((track) => createRecordedTrack(track, record.elapsed, from, to)),
    hostColumn: (id) => {
      host ??= record.hostRecord();
      return hostColumn(host, id, record.elapsed, to + 1).slice(from);
    },
  };
};

const hostColumn = (
  host: HostRecord,
  id: HostNumberFieldId,
  elapsed: Float64Array,
  length: number,
): Float64Array => {
  const rate = hostRateOf.get(id);
  if (rate === undefined) return readChangeList(host.lists[id], length);
  const columns = new Map<number, Float64Array>();
  for (const number of [...rate.counters, ...(rate.per === undefined ? [] : [rate.per])])
    columns.set(
      number,
      readChangeList(host.lists[hostNumberFieldIds[number] as HostNumberFieldId], length),
    );
  const valueAt = (number: number, place: number): number =>
    (columns.get(number) as Float64Array)[place] as number;
  return fillRates(new Float64Array(length), host.rates[id], (place, before) =>
    place === 0
      ? Number.NaN
      : deriveHostRate(
          rate,
          (n) => valueAt(n, place - 1),
          (n) => valueAt(n, place),
          elapsed[place] as number,
          before,
        ),
  );
};

/** Index of the first time at or after a moment; the length where there is none. */
export const firstAtOrAfter = (times: Float64Array, moment: number): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
};
