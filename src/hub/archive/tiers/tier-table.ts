import { type HostNumberFieldId } from "../../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { type InfoValues } from "../../../protocol/process-table.ts";
import { type Boot, type TierId, type TopBy } from "../piece.ts";

/** Counters of which processes without a row of their own keep the increase. */
export const restCounterIds = ["cpu_time", "read_bytes", "write_bytes"] as const;
export type RestCounterId = (typeof restCounterIds)[number];

/** A process over buckets. Arrays and cells have one place a bucket from `firstIndex` to `lastIndex`. */
export interface TierRow {
  readonly boot: number;
  readonly pid: number;
  readonly start: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly isGone: boolean;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly info: InfoValues;
  /**
   * Its counters in the sample that showed it first, NaN where absent: all of it was used since the sample
   * before. Undefined for a process that was there before the first sample of the table.
   */
  readonly born: Readonly<Record<RestCounterId, number>> | undefined;
  /** Weight of the samples that show it, see `Buckets.weights`. */
  readonly weights: Float64Array;
  /** Milliseconds over which the increase of its counters is known. */
  readonly times: Float64Array;
  cells(id: NumberFieldId): Float64Array;
  /**
   * The value that all its samples have, of a counter that grew in none, NaN where absent throughout;
   * undefined where only the cells tell. Most fields of most processes do not change.
   */
  constant(id: NumberFieldId): number | undefined;
}

/** All processes of a name that have no row of their own. One place a bucket of the table. */
export interface RestRow {
  readonly name: string | null;
  /** How many began. */
  readonly processes: Float64Array;
  readonly increase: Readonly<Record<RestCounterId, Float64Array>>;
}

/** The buckets of a table, in order; empty ones are left out. */
export interface Buckets {
  readonly tier: TierId;
  /** A multiple of the tier's length, milliseconds since 1970. */
  readonly starts: Float64Array;
  readonly samples: Float64Array;
  /**
   * Sum of the weights of the samples. A sample weighs the whole seconds since the one before, at least 1
   * and at most 60: time-weighted, in small whole numbers, and no gap outweighs its bucket.
   */
  readonly weights: Float64Array;
  /** Sum of the monotonic milliseconds since the sample before. */
  readonly times: Float64Array;
  /** When the first and the last sample were made. */
  readonly firstSample: number;
  readonly lastSample: number;
}

/** Buckets of one host: what a tier file holds, and what coarser tiers are made of. */
export interface TierTable {
  readonly host: string;
  readonly boots: readonly Boot[];
  readonly buckets: Buckets;
  readonly rows: readonly TierRow[];
  readonly rest: readonly RestRow[];
  /** Indexes into `rows` of the busiest of each bucket, highest first, at most ten. */
  readonly tops: Readonly<Record<TopBy, readonly (readonly number[])[]>>;
  hostCells(id: HostNumberFieldId): Float64Array;
}
