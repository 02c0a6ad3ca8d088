import { type ByteCursor } from "./byte-cursor.ts";

/** What is used of /proc/stat. Times are clock ticks since boot. One record is filled again and again. */
export class SystemStatRecord {
  user = 0;
  system = 0;
  iowait = 0;
  steal = 0;
  total = 0;
  /** Busy (neither idle nor waiting for I/O) and all ticks by core number; NaN for a core offline. */
  coreBusy: number[] = [];
  coreTotal: number[] = [];
  onlineCores = 0;
  /** Boot, in whole seconds since 1970. */
  bootTime = Number.NaN;
  forks = Number.NaN;
}

/**
 * Reads /proc/stat (Documentation/filesystems/proc.rst, 1.7): user nice system idle iowait irq softirq
 * steal guest guest_nice. Guest time stands in user and nice already. False where there is no cpu line.
 */
export const parseSystemStat = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: SystemStatRecord,
): boolean => {
  into.onlineCores = 0;
  into.coreBusy.fill(Number.NaN);
  into.coreTotal.fill(Number.NaN);
  into.bootTime = Number.NaN;
  into.forks = Number.NaN;
  let hasTotals = false;
  cursor.reset(bytes, length);
  do {
    if (cursor.take("cpu ")) {
      hasTotals = true;
      readTotals(cursor, into);
    } else if (cursor.take("cpu")) {
      readCore(cursor, into);
    } else if (cursor.take("btime ")) into.bootTime = cursor.number();
    else if (cursor.take("processes ")) into.forks = cursor.number();
  } while (cursor.nextLine());
  return hasTotals;
};

/** Kernels before 2.6.11 had no steal: what is missing counts as none. */
const ticks = (cursor: ByteCursor): number => {
  const value = cursor.number();
  return Number.isNaN(value) ? 0 : value;
};

const readTotals = (cursor: ByteCursor, into: SystemStatRecord): void => {
  into.user = ticks(cursor) + ticks(cursor);
  into.system = ticks(cursor);
  const idle = ticks(cursor);
  into.iowait = ticks(cursor);
  into.system += ticks(cursor) + ticks(cursor);
  into.steal = ticks(cursor);
  into.total = into.user + into.system + idle + into.iowait + into.steal;
};

const readCore = (cursor: ByteCursor, into: SystemStatRecord): void => {
  const core = cursor.number();
  if (!(core >= 0 && core < MAX_CORES)) return;
  const userAndSystem = ticks(cursor) + ticks(cursor) + ticks(cursor);
  const idle = ticks(cursor) + ticks(cursor);
  const busy = userAndSystem + ticks(cursor) + ticks(cursor) + ticks(cursor);
  while (into.coreBusy.length <= core) {
    into.coreBusy.push(Number.NaN);
    into.coreTotal.push(Number.NaN);
  }
  into.coreBusy[core] = busy;
  into.coreTotal[core] = busy + idle;
  into.onlineCores++;
};

const MAX_CORES = 65_536;
