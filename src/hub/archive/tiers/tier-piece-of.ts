import { type TierPiece, type TierTrack } from "../piece.ts";
import { averageOfHost, averageOfRow } from "./compute-averages.ts";
import { aggregateOf, hostCellKind, INCREASE, processCellKind } from "./field-cells.ts";
import { type RestCounterId, restCounterIds, type TierRow, type TierTable } from "./tier-table.ts";

/** Both ends included, milliseconds since 1970; `pid` restricts the tracks. */
export interface TierWindow {
  readonly from: number;
  readonly to: number;
  readonly pid?: number;
}

/** The buckets of a table that begin in a window, as readers see them; undefined where none does. */
export const tierPieceOf = (table: TierTable, window: TierWindow): TierPiece | undefined => {
  const { starts, samples, times, tier } = table.buckets;
  const begin = starts.findIndex((start) => start >= window.from);
  const end = starts.findLastIndex((start) => start <= window.to) + 1;
  if (begin < 0 || end <= begin) return undefined;
  const tracks: TierTrack[] = [];
  const trackOfRow = new Map<number, number>();
  for (const [index, row] of table.rows.entries()) {
    if (row.firstIndex >= end || row.lastIndex < begin) continue;
    if (window.pid !== undefined && row.pid !== window.pid) continue;
    trackOfRow.set(index, tracks.length);
    tracks.push(trackOf(row, begin, end));
  }
  return {
    host: table.host,
    tier,
    boots: table.boots,
    starts: starts.slice(begin, end),
    samples: Uint32Array.from(samples.subarray(begin, end)),
    covered: times.slice(begin, end),
    tracks,
    rest: table.rest
      .map((row) => ({
        name: row.name,
        processes: row.processes.slice(begin, end),
        increase: (id: (typeof restCounterIds)[number]) => row.increase[id].slice(begin, end),
      }))
      .filter(
        (row) =>
          row.processes.some((count) => count > 0) ||
          restCounterIds.some((id) => row.increase(id).some((increase) => increase > 0)),
      ),
    hostColumn: (id, aggregate) =>
      (aggregate === "avg"
        ? averageOfHost(table, id)
        : aggregateOf(hostCellKind(id), table.hostCells(id), aggregate)
      ).slice(begin, end),
    top: (index, by) =>
      (table.tops[by][begin + index] ?? [])
        .map((row) => trackOfRow.get(row))
        .filter((track) => track !== undefined),
  };
};

const trackOf = (row: TierRow, begin: number, end: number): TierTrack => {
  const from = Math.max(begin - row.firstIndex, 0);
  const to = Math.min(end, row.lastIndex + 1) - row.firstIndex;
  return {
    boot: row.boot,
    pid: row.pid,
    start: row.start,
    firstIndex: row.firstIndex + from - begin,
    lastIndex: row.firstIndex + to - 1 - begin,
    isGone: row.isGone && row.lastIndex < end,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    info: row.info,
    covered: row.times.slice(from, to),
    increase: (id) => increaseOf(row, id).slice(from, to),
    column: (id, aggregate) =>
      (aggregate === "avg"
        ? averageOfRow(row, id)
        : aggregateOf(processCellKind(id), row.cells(id), aggregate)
      ).slice(from, to),
  };
};

/** With what a process had used before the sample that shows it first, as `addRow` counts it for the rest. */
const increaseOf = (row: TierRow, id: RestCounterId): Float64Array => {
  const cells = row.cells(id);
  const increase = new Float64Array(row.weights.length);
  for (let k = 0; k < increase.length; k++) increase[k] = cells[k * 2 + INCREASE] as number;
  const before = row.born?.[id] ?? 0;
  if (before > 0) increase[0] = (increase[0] as number) + before;
  return increase;
};
