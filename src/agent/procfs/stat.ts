import { type ByteCursor } from "./byte-cursor.ts";

/** Bit of `flags` (include/linux/sched.h): a thread of the kernel. */
export const PF_KTHREAD = 0x00200000;

/** What is used of /proc/PID/stat. One record is filled again and again. */
export class StatRecord {
  /** Where the name begins and ends in the bytes that were parsed. */
  nameFrom = 0;
  nameTo = 0;
  /** FNV-1a of the bytes of the name, to see a change without decoding it. */
  nameHash = 0;
  /** Character code of the state letter. */
  state = 0;
  ppid = 0;
  ttyNumber = 0;
  flags = 0;
  minorFaults = 0;
  majorFaults = 0;
  /** User and system time of all threads, in clock ticks. */
  cpuTicks = 0;
  nice = 0;
  threads = 0;
  /** Start after boot, in clock ticks. */
  startTicks = 0;
  virtualBytes = 0;
  /** An estimate: the kernel sums per-CPU counters lazily. */
  residentPages = 0;
  /** Addresses that a new program image moves; 0 or 1 for those who may not trace the process. */
  startCode = 0;
  startStack = 0;
}

/** A name has at most 63 bytes there: `tcomm` of proc_task_name in fs/proc/array.c. */
const NAME_BYTES = 64;

/**
 * Reads /proc/PID/stat. Numbers in comments are the field numbers of proc(5). The name holds any bytes
 * but NUL: parentheses, spaces, newlines. It ends at the last `)`. False where the bytes are no stat line.
 */
export const parseStat = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: StatRecord,
): boolean => {
  let open = 0;
  while (open < length && bytes[open] !== 0x28) open++;
  let close = Math.min(length - 1, open + 2 * NAME_BYTES);
  while (close > open && bytes[close] !== 0x29) close--;
  if (close <= open) return false;
  into.nameFrom = open + 1;
  into.nameTo = close;
  into.nameHash = hashBytes(bytes, open + 1, close);
  into.state = bytes[close + 2] ?? 0; // 3 state
  cursor.reset(bytes, length, close + 3);
  into.ppid = cursor.number(); // 4 ppid
  cursor.skipWords(2);
  into.ttyNumber = cursor.number(); // 7 tty_nr
  cursor.skipWords(1);
  into.flags = cursor.number(); // 9 flags
  into.minorFaults = cursor.number(); // 10 minflt
  cursor.skipWords(1);
  into.majorFaults = cursor.number(); // 12 majflt
  cursor.skipWords(1);
  into.cpuTicks = cursor.number() + cursor.number(); // 14 utime, 15 stime
  cursor.skipWords(3);
  into.nice = cursor.number(); // 19 nice
  into.threads = cursor.number(); // 20 num_threads
  cursor.skipWords(1);
  into.startTicks = cursor.number(); // 22 starttime
  into.virtualBytes = cursor.number(); // 23 vsize
  into.residentPages = cursor.number(); // 24 rss
  cursor.skipWords(1);
  into.startCode = cursor.number(); // 26 startcode
  cursor.skipWords(1);
  into.startStack = cursor.number(); // 28 startstack
  return !Number.isNaN(into.startStack);
};

/** 32-bit FNV-1a. Tells whether bytes changed; nothing depends on it being hard to forge. */
export const hashBytes = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
};
