/**
 * The states of a process: the letters and words of `task_state_array` in the kernel's
 * fs/proc/array.c, as /proc/PID/stat and /proc/PID/status print them.
 */
export const processStatuses = {
  R: "running",
  S: "sleeping",
  D: "disk sleep",
  T: "stopped",
  t: "tracing stop",
  X: "dead",
  Z: "zombie",
  P: "parked",
  I: "idle",
} as const;

export type ProcessStatus = keyof typeof processStatuses;

export const isProcessStatus = (letter: string): letter is ProcessStatus =>
  Object.hasOwn(processStatuses, letter);
