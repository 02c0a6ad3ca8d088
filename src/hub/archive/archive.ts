import { type HostView } from "../../protocol/process-row.ts";
import { type TenantId } from "../tenant.ts";
import { type Piece, type TierId, type TierPiece } from "./piece.ts";

/** A host of a tenant, as folders and maps name it. */
export interface HostName {
  readonly tenant: TenantId;
  readonly host: string;
}

/** Both ends included, milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface PastTable {
  /** Not to be changed: it may be kept for the next question. */
  readonly view: HostView;
  /** When the sample was made, milliseconds since 1970: at or before the moment asked for. */
  readonly time: number;
}

/** A file, or a part of one, that could not be served. */
export interface Damage {
  readonly file: string;
  readonly reason: string;
}

/** The past of all hosts: reads what was kept, from the log up to sealed segments, as if it were one. */
export interface Archive {
  /** Hosts of which anything is kept. */
  hosts(tenant: TenantId): Promise<readonly string[]>;
  /** First and last moment kept at raw resolution or in a tier, or undefined where nothing is. */
  span(name: HostName, level: "raw" | TierId): Promise<Window | undefined>;
  /** The raw samples of a window, oldest piece first, tracks restricted to `pid` where it is given. */
  pieces(name: HostName, window: Window & { readonly pid?: number }): AsyncIterable<Piece>;
  /** The buckets that begin in a window, as far as sealed ones reach. */
  tierPieces(
    name: HostName,
    tier: TierId,
    window: Window & { readonly pid?: number },
  ): AsyncIterable<TierPiece>;
  /** The last whole table at or before a moment, at raw resolution. */
  tableAt(name: HostName, time: number): Promise<PastTable | undefined>;
  /** What was found damaged since the start, newest last, at most a hundred. */
  readonly damages: readonly Damage[];
}
