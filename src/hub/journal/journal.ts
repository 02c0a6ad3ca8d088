import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type RestoredHost } from "../restored-host.ts";

/** When a frame counts as kept: not at all (`none`), once a second, or each as soon as it came. */
export const syncPolicies = ["none", "1s", "each"] as const;
export type SyncPolicy = (typeof syncPolicies)[number];

/** What keeps frames: first in a log, from there in the archive. */
export interface Journal extends FrameSink {
  /** Calls back once all frames of a host's epoch up to a sequence are on disk: they may be acknowledged. */
  onKept(listener: (host: FleetHost, epoch: string, sequence: number) => void): void;
  /**
   * Calls back when frames of a host after a sequence number were given up, because more waited to be
   * written than there is room for, and there is room again: the next frame must be a key frame.
   */
  onLost(listener: (host: FleetHost, sequence: number) => void): void;
  /** Reads the log of an earlier run, if there is one. Each host in it is restored as soon as it is known. */
  recover(restore: (host: RestoredHost) => void): Promise<void>;
  /** A host that is not connected is to be known no more: its frames here are dropped. */
  forget(host: FleetHost): void;
  /** Why nothing is acknowledged now, such as a full disk; undefined while all is well. */
  readonly trouble: string | undefined;
  /** Until the log of an earlier run has been read. */
  readonly isRecovering: boolean;
  /** Bytes in the log, not yet in the archive. */
  readonly logBytes: number;
  /** Frames given up since the start. Agents were not told that they are kept. */
  readonly lostFrames: number;
  close(): Promise<void>;
}
