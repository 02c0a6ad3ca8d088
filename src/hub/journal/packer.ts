import { type HostName } from "../archive/archive.ts";

/**
 * A part of the log that nothing is added to any more: a log file that was closed, or in memory what
 * gathered of one host in five minutes.
 */
export interface ClosedLog {
  /** When it began, milliseconds since 1970; larger than that of any log before. Names it. */
  readonly start: number;
  /** Hosts that have lines in it. */
  readonly hosts: readonly HostName[];
  /**
   * The intact lines of a host in order, each without `crc`, `tenant` and `host`:
   * `{"k":"hello",...}`, `{"k":"key",...}`, `{"at":...,"k":"delta",...}`. The first is a hello, the second a
   * key frame. Left out are lines that are damaged, frames that came twice, and after a damaged line the
   * deltas that need it, so what is left can be applied in order.
   */
  lines(name: HostName): Promise<readonly string[]>;
}

/** Takes closed logs into the archive. */
export interface Packer {
  /**
   * Resolves once all frames of the log are safe elsewhere: the log is then removed. One at a time, oldest
   * first. A log may come again, where the hub ended or an error was thrown in between.
   */
  pack(log: ClosedLog): Promise<void>;
}
