import { type ChangeList } from "../change-list.ts";
import { type Boot } from "../piece.ts";
import {
  type HostRecord,
  type PieceRecord,
  type StatedRates,
  type TrackRecord,
} from "../timeline/records.ts";

/** A group of frames by the log it is of, and its number among those of that log and host. */
export type GroupName = readonly [log: number, part: number];

/** `[length, lines, first sample, last sample, ...gaps of pids]`: a member of process lines. */
export type MemberEntry = readonly number[];

/** The first line of a segment. docs/storage.md describes it. */
export interface SegmentHeader {
  readonly v: 1;
  readonly k: "segment";
  readonly host: string;
  readonly hour: string;
  /** Its number among the segments of the file, and how many they are. */
  readonly place: readonly [index: number, count: number];
  readonly boots: readonly Boot[];
  /** `[[index of the first sample, index into boots]...]` */
  readonly boot_at: readonly (readonly [number, number])[];
  readonly t: readonly [first: number, diffs: readonly number[]];
  /** Elapsed time of each sample less the difference of its time to the one before. */
  readonly e: ChangeList;
  /** Groups that all segments of this file together were made of. */
  readonly groups: readonly GroupName[];
  /** Length of the member behind this one, which holds the host's line. */
  readonly host_length: number;
  readonly members: readonly MemberEntry[];
}

/** One process, one line. */
export interface ProcessLine {
  readonly pid: number;
  readonly start: number;
  readonly i: readonly [first: number, last: number];
  /** Left out for 0. */
  readonly b?: number;
  readonly gone?: true;
  readonly info: TrackRecord["info"];
  readonly r?: TrackRecord["infoChanges"];
  readonly c: Readonly<Record<string, ChangeList>>;
  readonly x?: Readonly<Record<string, StatedRates>>;
}

export const processLineOf = (track: TrackRecord): ProcessLine => {
  const { rates } = track;
  return {
    pid: track.pid,
    start: track.start,
    i: [track.firstIndex, track.lastIndex],
    ...(track.boot !== 0 && { b: track.boot }),
    ...(track.isGone && { gone: true as const }),
    info: track.info,
    ...(track.infoChanges.length > 0 && { r: track.infoChanges }),
    c: track.lists as Record<string, ChangeList>,
    ...(Object.keys(rates).length > 0 && { x: rates as Record<string, StatedRates> }),
  };
};

export const trackOfLine = (line: ProcessLine): TrackRecord => ({
  boot: line.b ?? 0,
  pid: line.pid,
  start: line.start,
  firstIndex: line.i[0],
  lastIndex: line.i[1],
  isGone: line.gone === true,
  info: line.info,
  infoChanges: line.r ?? [],
  lists: line.c,
  rates: line.x ?? {},
});

/** The line of the host itself. */
export interface HostLine {
  readonly k: "host";
  readonly h: HostRecord["lists"];
  readonly x: HostRecord["rates"];
  readonly core_count: ChangeList;
  readonly cores: readonly ChangeList[];
  readonly mounts: readonly {
    readonly i: readonly [first: number, last: number];
    readonly list: HostRecord["mounts"][number]["mounts"];
  }[];
}

export const hostLineOf = (piece: PieceRecord): HostLine => {
  const { lists, rates, coreCount, cores, mounts } = piece.hostRecord();
  return {
    k: "host",
    h: lists,
    x: rates,
    core_count: coreCount,
    cores,
    mounts: mounts.map((span) => ({ i: [span.firstIndex, span.lastIndex], list: span.mounts })),
  };
};

export const hostRecordOf = (line: HostLine): HostRecord => ({
  lists: line.h,
  rates: line.x,
  coreCount: line.core_count,
  cores: line.cores,
  mounts: line.mounts.map(({ i: [firstIndex, lastIndex], list }) => ({
    firstIndex,
    lastIndex,
    mounts: list,
  })),
});
