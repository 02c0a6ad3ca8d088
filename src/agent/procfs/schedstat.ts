import { type ByteCursor } from "./byte-cursor.ts";

/**
 * Nanoseconds the main thread has spent on a CPU: field 1 of /proc/PID/schedstat
 * (Documentation/scheduler/sched-stats.rst). NaN where the bytes are no schedstat line.
 */
export const parseSchedstat = (cursor: ByteCursor, bytes: Uint8Array, length: number): number => {
  cursor.reset(bytes, length);
  return cursor.number();
};
