import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { type HostName, type Window } from "../archive/archive.ts";
import { type Piece, type Track } from "../archive/piece.ts";
import { type FrameSink } from "../frame-sink.ts";

/** As a track of the archive, without texts other than its name: the others would not fit in memory. */
export interface RecentTrack extends Omit<Track, "info" | "infoAt"> {
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

/** The host's own fields over a window, pieces joined. */
export interface RecentSamples {
  readonly times: Float64Array;
  readonly totals: HostTotals;
  /** Wire integers, one a sample; NaN where absent. */
  hostColumn(id: HostNumberFieldId): Float64Array;
}

/** The last samples of every host, in memory: answers at once what the archive would have to read. */
export interface RecentHistory extends FrameSink {
  /** Times of the first and last sample in memory, or undefined where there is none. */
  span(name: HostName): Window | undefined;
  /** Whether every sample made at `from` or later is in memory: the window need not be read from the archive. */
  covers(name: HostName, from: number): boolean;
  /** The samples of a window, oldest piece first, tracks restricted to `pid` where it is given. */
  pieces(name: HostName, window: Window & { readonly pid?: number }): readonly RecentPiece[];
  /** Host columns and totals of a window. */
  samples(name: HostName, window: Window): RecentSamples;
  forget(name: HostName): void;
  /** Bytes held in columns, of all hosts. */
  readonly bytes: number;
  /** Samples given up before `max_snapshots` newer ones came, because of the bound on bytes. */
  readonly droppedSamples: number;
}
