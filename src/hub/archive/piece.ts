import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../protocol/process-fields.ts";
import { type InfoValues } from "../../protocol/process-table.ts";

/** One boot of a host, as its agent's greeting told it. */
export interface Boot {
  readonly facts: HostFacts;
}

/** A process over the samples of a piece, and over no other. Identity: boot, pid, start. */
export interface Track {
  /** Index into `boots` of the piece. */
  readonly boot: number;
  readonly pid: number;
  /** Milliseconds after boot. */
  readonly start: number;
  /** Index of the first and the last sample that show it. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Whether it is known to be gone in the sample after `lastIndex`, even one beyond the piece. */
  readonly isGone: boolean;
  /** Its texts at the last sample. */
  readonly info: InfoValues;
  /** Its texts at a sample from `firstIndex` to `lastIndex`. */
  infoAt(index: number): InfoValues;
  /**
   * Wire integers (unit divided by resolution), one a sample from `firstIndex` to `lastIndex`; NaN where
   * absent. Rates are derived from their counters as `applyFrame` does. Worked out when asked for.
   */
  column(id: NumberFieldId): Float64Array;
  /**
   * What all places of its column hold, NaN where absent throughout; undefined where they may differ. Left
   * out where only columns tell.
   */
  readonly constant?: (id: NumberFieldId) => number | undefined;
}

/** Raw samples of one host in order: an hour at most, every sample in exactly one piece. */
export interface Piece {
  readonly host: string;
  readonly boots: readonly Boot[];
  /** When each sample was made, milliseconds since 1970. */
  readonly times: Float64Array;
  /** Monotonic milliseconds since the sample before; 0 where there was none. */
  readonly elapsed: Float64Array;
  /** Index into `boots` of each sample. */
  readonly bootAt: Uint16Array;
  readonly tracks: readonly Track[];
  /** Wire integers, one a sample; NaN where absent. */
  hostColumn(id: HostNumberFieldId): Float64Array;
}

export const aggregates = ["avg", "min", "max", "last"] as const;
export type Aggregate = (typeof aggregates)[number];

/** The tiers above raw samples, finest first, and the length of their buckets in milliseconds. */
export const tiers = { "1m": 60_000, "10m": 600_000, "1h": 3_600_000 } as const;
export type TierId = keyof typeof tiers;

/** A process over the buckets of a tier piece. */
export interface TierTrack {
  readonly boot: number;
  readonly pid: number;
  readonly start: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly isGone: boolean;
  /** When its first and last samples were made, milliseconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly info: InfoValues;
  /** Milliseconds of each bucket over which the increase of its counters is known. */
  readonly covered: Float64Array;
  /** Increase of a counter in each bucket, wire integers, what it used before its first sample included. */
  increase(id: "cpu_time" | "read_bytes" | "write_bytes"): Float64Array;
  /**
   * Wire integers, one a bucket from `firstIndex` to `lastIndex`; NaN where absent. Of a counter, `last`
   * is its value and the others are its values too; of a rate, `avg` is the increase over the time.
   */
  column(id: NumberFieldId, aggregate: Aggregate): Float64Array;
}

/** Processes too short and too small to have a track of their own, by name: what they used together. */
export interface TierRest {
  readonly name: string | null;
  /** Processes that began in each bucket. */
  readonly processes: Float64Array;
  /** Increase of a counter in each bucket, wire integers. */
  increase(id: "cpu_time" | "read_bytes" | "write_bytes"): Float64Array;
}

/** Buckets of one host in order. Empty buckets are left out. */
export interface TierPiece {
  readonly host: string;
  readonly tier: TierId;
  readonly boots: readonly Boot[];
  /** Start of each bucket, a multiple of the tier's length, milliseconds since 1970. */
  readonly starts: Float64Array;
  /** Samples in each bucket, at least 1. */
  readonly samples: Uint32Array;
  /** Milliseconds that passed between those samples, each counted from the one before it. */
  readonly covered: Float64Array;
  readonly tracks: readonly TierTrack[];
  readonly rest: readonly TierRest[];
  hostColumn(id: HostNumberFieldId, aggregate: Aggregate): Float64Array;
  /** Indexes of the busiest tracks of a bucket, highest first, at most ten. */
  top(index: number, by: TopBy): readonly number[];
}
export const topBys = [
  "cpu_percent",
  "memory_rss",
  "read_bytes_per_sec",
  "write_bytes_per_sec",
] as const;
export type TopBy = (typeof topBys)[number];
