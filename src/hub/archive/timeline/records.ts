import { type HostNumberFieldId } from "../../../protocol/host-fields.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { type InfoValues } from "../../../protocol/process-table.ts";
import { type ChangeList } from "../change-list.ts";
import { type Boot } from "../piece.ts";

/**
 * `[gaps, values]`: a rate at the samples where it is not what its counter says, null where absent. The
 * first gap counts from the first sample.
 */
export type StatedRates = readonly [gaps: readonly number[], values: readonly (number | null)[]];

/** What is kept of a process. */
export interface TrackRecord {
  readonly boot: number;
  readonly pid: number;
  readonly start: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly isGone: boolean;
  /** Texts at the first sample; absent ones may be left out. */
  readonly info: Partial<InfoValues>;
  /** Texts that changed, by index of the sample. */
  readonly infoChanges: readonly (readonly [index: number, changed: Partial<InfoValues>])[];
  /** Numbers that the agent reads; those absent throughout may be left out. */
  readonly lists: Partial<Record<NumberFieldId, ChangeList>>;
  readonly rates: Partial<Record<NumberFieldId, StatedRates>>;
}

/** A list of mounts while no mount came or went. */
interface MountSpan {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly mounts: readonly {
    readonly path: string;
    readonly device: string;
    readonly type: string;
    readonly total: ChangeList;
    readonly used: ChangeList;
  }[];
}

/** What is kept of a host itself. Lists begin at the first sample of the piece. */
export interface HostRecord {
  readonly lists: Partial<Record<HostNumberFieldId, ChangeList>>;
  readonly rates: Partial<Record<HostNumberFieldId, StatedRates>>;
  /** Length of the list of cores; absent where it could not be read. */
  readonly coreCount: ChangeList;
  readonly cores: readonly ChangeList[];
  readonly mounts: readonly MountSpan[];
}

/** What is kept of a stretch of samples, times never falling: a piece before it is cut to a question. */
export interface PieceRecord {
  readonly host: string;
  readonly boots: readonly Boot[];
  readonly times: Float64Array;
  readonly elapsed: Float64Array;
  readonly bootAt: Uint16Array;
  /** In the order of the first sample. */
  readonly tracks: readonly TrackRecord[];
  /** Worked out when asked for. */
  hostRecord(): HostRecord;
}
