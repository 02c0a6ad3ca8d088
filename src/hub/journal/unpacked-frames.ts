import { type HostName, type Window } from "../archive/archive.ts";

/** What one log holds of a host. */
export interface UnpackedLines {
  /** `start` of the log: with it, what is in a group as well can be told. */
  readonly log: number;
  /** As those of a `ClosedLog`, from the last key frame at or before the window on. */
  readonly lines: readonly string[];
}

/** The frames that are in the log and perhaps in no group yet. The last second of them may be missing. */
export interface UnpackedFrames {
  /** Hosts that have any. */
  hosts(): readonly HostName[];
  /** Times of the first and last sample, or undefined where there is none. */
  span(name: HostName): Window | undefined;
  /**
   * The frames of a window, oldest log first. To be asked before the groups are read: a log is removed
   * only once it is packed, so a frame is then in at least one of the two.
   */
  lines(name: HostName, window: Window): Promise<readonly UnpackedLines[]>;
}
