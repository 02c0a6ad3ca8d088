import { cpus, platform, uptime } from "node:os";
import { type Clock } from "../../protocol/effects.ts";
import { limits } from "../../protocol/limits.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { readPortableFacts } from "./portable-facts.ts";
import { createPortableHost } from "./portable-host.ts";
import {
  isCpuShareOfMachine,
  type PortableProcess,
  parsePortableProcess,
} from "./portable-process.ts";
import { type Source } from "./source.ts";

/**
 * Two readings of one start differ by this much at most: ps rounds ages down to the second, and on a
 * busy machine its answer is seconds old. A pid reused within this time of its former owner's start
 * passes for the same process.
 */
const startToleranceMs = 10_000;

/**
 * Samples by systeminformation, for machines without a /proc of Linux. It starts helper processes for
 * each sample and costs a hundred times our own reader (docs/performance.md); it knows no CPU time, no
 * threads, no open files, no ports and no I/O of a process: these stay absent.
 */
export const createPortableSource = ({ clock }: { clock: Clock }): Source => {
  const load = async () => (await import("systeminformation")).default;
  const os = platform();
  let host: ReturnType<typeof createPortableHost> | undefined;
  let lastMonotonic: number | undefined;

  return {
    kind: "portable",
    facts: async () => readPortableFacts(await load(), clock),
    sample: async (state) => {
      const si = await load();
      host ??= createPortableHost(si, { clock, platform: os });
      const [{ list }] = await Promise.all([si.processes(), host.sample(state)]);
      const now = clock.now();
      const cores = isCpuShareOfMachine(os) ? cpus().length : 1;
      const rows = new Map<number, PortableProcess>();
      for (const one of list.slice(0, limits.slots)) {
        const row = parsePortableProcess(one, { platform: os, now, cores });
        if (Number.isSafeInteger(row.pid) && row.pid >= 0) rows.set(row.pid, row);
      }
      fill(state.processes, rows.values(), {
        uptimeMs: uptime() * 1000,
        isShareOfInterval: isCpuShareOfMachine(os),
      });
      state.time = Math.round(now);
      state.elapsed =
        lastMonotonic === undefined ? 0 : Math.round(clock.monotonic() - lastMonotonic);
      lastMonotonic = clock.monotonic();
    },
    close: () => {},
  };
};

const fill = (
  table: ProcessTable,
  rows: Iterable<PortableProcess>,
  /** A share of an interval needs two readings: for its first the library takes the lifetime instead. */
  { uptimeMs, isShareOfInterval }: { uptimeMs: number; isShareOfInterval: boolean },
): void => {
  const present = new Uint8Array(limits.slots);
  const born: { row: PortableProcess; start: number }[] = [];
  for (const row of rows) {
    // By the second, as far as it is known; 0 where it is not, as for the system's own processes.
    const start = Number.isNaN(row.ageMs)
      ? 0
      : Math.max(0, Math.round((uptimeMs - row.ageMs) / 1000) * 1000);
    const slot = table.slotOfPid(row.pid);
    if (slot !== undefined && Math.abs((table.start[slot] as number) - start) <= startToleranceMs) {
      present[slot] = 1;
      write(table, slot, row, row.cpu_percent);
    } else born.push({ row, start });
  }
  for (let slot = 0; slot < table.bound; slot++)
    if (table.used[slot] === 1 && present[slot] !== 1) table.remove(slot);
  for (const { row, start } of born) {
    const slot = table.freeSlot();
    table.add(slot, row.pid, start);
    write(table, slot, row, isShareOfInterval ? Number.NaN : row.cpu_percent);
  }
  table.compact();
};

const write = (
  table: ProcessTable,
  slot: number,
  row: PortableProcess,
  cpuPercent: number,
): void => {
  const { numbers, info } = table;
  numbers.ppid[slot] = row.ppid;
  numbers.status[slot] = row.status;
  numbers.nice[slot] = row.nice;
  numbers.memory_rss[slot] = row.memory_rss;
  numbers.memory_vms[slot] = row.memory_vms;
  numbers.cpu_percent[slot] = cpuPercent;
  info.name[slot] = row.info.name;
  info.cmdline[slot] = row.info.cmdline;
  info.exe[slot] = row.info.exe;
  info.username[slot] = row.info.username;
  info.tty[slot] = row.info.tty;
};
