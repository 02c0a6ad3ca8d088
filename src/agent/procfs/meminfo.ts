import { type ByteCursor } from "./byte-cursor.ts";

/** What is used of /proc/meminfo, in bytes; NaN where a line is missing. */
export class MeminfoRecord {
  total = Number.NaN;
  free = Number.NaN;
  available = Number.NaN;
  buffers = Number.NaN;
  cached = Number.NaN;
  reclaimableSlab = Number.NaN;
  swapTotal = Number.NaN;
  swapFree = Number.NaN;
}

const lines: readonly (readonly [string, keyof MeminfoRecord])[] = [
  ["MemTotal:", "total"],
  ["MemFree:", "free"],
  ["MemAvailable:", "available"],
  ["Buffers:", "buffers"],
  ["Cached:", "cached"],
  ["SwapTotal:", "swapTotal"],
  ["SwapFree:", "swapFree"],
  ["SReclaimable:", "reclaimableSlab"],
];

/** Reads /proc/meminfo (Documentation/filesystems/proc.rst), whose `kB` are KiB. The lines come in this order. */
export const parseMeminfo = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: MeminfoRecord,
): void => {
  for (const [, key] of lines) into[key] = Number.NaN;
  let next = 0;
  cursor.reset(bytes, length);
  do {
    for (let i = next; i < lines.length; i++) {
      const [label, key] = lines[i] as (typeof lines)[number];
      if (!cursor.take(label)) continue;
      into[key] = cursor.number() * 1024;
      next = i + 1;
      break;
    }
  } while (next < lines.length && cursor.nextLine());
  // MemAvailable came with Linux 3.14.
  if (Number.isNaN(into.available)) into.available = into.free + into.buffers + into.cached;
};
