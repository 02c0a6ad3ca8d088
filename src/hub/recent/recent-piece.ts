import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { hostFieldNumber } from "../../protocol/host-state.ts";
import { type Piece, type Track } from "../archive/piece.ts";
import { computeHostColumns } from "./host-columns.ts";
import { livesOn } from "./lifetimes.ts";
import { type RecentChunk } from "./recent-chunk.ts";
import { computeTrackColumn } from "./track-column.ts";

/** As a track of the archive, without texts other than its name: the others would not fit in memory. */
interface RecentTrack extends Omit<Track, "info" | "infoAt"> {
  /** Its last name. */
  readonly name: string | null;
}

/** What all processes of a host had together, one value a sample; wire integers, NaN where none was known. */
export interface HostTotals {
  readonly processes: Float64Array;
  /** Sum of `cpu_percent`. */
  readonly cpuPercent: Float64Array;
  /** Sum of `memory_rss`. */
  readonly memoryRss: Float64Array;
}

/** Successive samples of one boot, times in ascending order. */
export interface RecentPiece extends Omit<Piece, "tracks"> {
  readonly tracks: readonly RecentTrack[];
  readonly totals: HostTotals;
}

/**
 * The samples of a chunk from index `from` to `to`. What the piece holds does not change when the chunk
 * grows; its tracks and columns are worked out when asked for.
 */
export const recentPieceOf = (
  host: string,
  chunk: RecentChunk,
  { from, to, pid }: { from: number; to: number; pid: number | undefined },
): RecentPiece => {
  let columns: readonly Float64Array[] | undefined;
  let tracks: readonly RecentTrack[] | undefined;
  const part = (column: Float64Array | Uint32Array): Float64Array =>
    Float64Array.from(column.subarray(from, to + 1));
  return {
    host,
    boots: [{ facts: chunk.facts }],
    times: part(chunk.times),
    elapsed: part(chunk.elapsed),
    bootAt: new Uint16Array(to - from + 1),
    get tracks() {
      return (tracks ??= tracksOf(chunk, from, to, pid));
    },
    totals: {
      processes: part(chunk.processes),
      cpuPercent: part(chunk.cpuPercent),
      memoryRss: part(chunk.memoryRss),
    },
    hostColumn: (id: HostNumberFieldId) => {
      columns ??= computeHostColumns(chunk, to + 1);
      return (columns[hostFieldNumber(id)] as Float64Array).subarray(from);
    },
  };
};

const tracksOf = (
  chunk: RecentChunk,
  from: number,
  to: number,
  wanted: number | undefined,
): readonly RecentTrack[] => {
  const { pid, start, slot, first, end, name } = chunk.lifetimes;
  const tracks: RecentTrack[] = [];
  for (let i = 0; i < chunk.lifetimeCount; i++) {
    if (wanted !== undefined && pid[i] !== wanted) continue;
    const firstSample = first[i] as number;
    const endSample = end[i] as number;
    const lastSample = Math.min(endSample - 1, to);
    if (firstSample > to || lastSample < from || lastSample < firstSample) continue;
    const place = { slot: slot[i] as number, first: firstSample, last: lastSample };
    tracks.push({
      boot: 0,
      pid: pid[i] as number,
      start: start[i] as number,
      firstIndex: Math.max(firstSample, from) - from,
      lastIndex: lastSample - from,
      isGone: endSample !== livesOn && lastSample === endSample - 1,
      name: chunk.names[name[i] as number] ?? null,
      column: (id) =>
        computeTrackColumn(chunk, place, id).subarray(Math.max(0, from - firstSample)),
    });
  }
  return tracks;
};
