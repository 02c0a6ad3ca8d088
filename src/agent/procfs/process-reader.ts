import { limits } from "../../protocol/limits.ts";
import { isProcessStatus } from "../../protocol/process-status.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { type Auxv } from "./auxv.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { decodeText } from "./decode-text.ts";
import { type FdCounter } from "./fd-counter.ts";
import { parseIo } from "./io.ts";
import { type ProgramReader } from "./program-reader.ts";
import { DENIED, type DescriptorPool, FAILED, GONE, type ProcReader } from "./reader.ts";
import { parseSchedstat } from "./schedstat.ts";
import { PF_KTHREAD, parseStat, StatRecord } from "./stat.ts";
import { parseStatm } from "./statm.ts";
import { ttyName } from "./tty.ts";
import { type WatchedProcess, ZOMBIE } from "./watched-process.ts";

export interface ProcessReaderParts {
  readonly reader: ProcReader;
  readonly auxv: Auxv;
  readonly program: ProgramReader;
  readonly fds: FdCounter;
  /** One descriptor a process: of the file that tells whether it ran. */
  readonly detectors: DescriptorPool;
  /** Further descriptors of the processes that run all the time. */
  readonly hot: DescriptorPool;
  /** Whether the kernel accounts in schedstat. */
  readonly hasSchedstat: boolean;
}

const STAT_BYTES = 1024;
const SMALL_BYTES = 256;
/** Ticks in a row in which a process ran before its files are kept open. */
const HOT = 3;
/** Visits after its birth in which a process is asked for its user: a daemon changes it early. */
const YOUNG_VISITS = 5;

const SLEEPING = "S".charCodeAt(0);
const IDLE = "I".charCodeAt(0);

/** Reads one process at a time into its row of the table, as little as tells what changed. */
export class ProcessReader {
  readonly #parts: ProcessReaderParts;
  readonly #program: ProgramReader;
  readonly #cursor = new ByteCursor();
  readonly #stat = new StatRecord();
  readonly #io = { readBytes: Number.NaN, writeBytes: Number.NaN };
  readonly #nsPerTick: number;

  constructor(parts: ProcessReaderParts) {
    this.#parts = parts;
    this.#program = parts.program;
    this.#nsPerTick = 1e9 / parts.auxv.clockTicks;
  }

  /**
   * First contact: finds out when the process started. The caller then adds its row and calls
   * `fillNew` before anything else. 0, or the code of what is in the way.
   */
  readIdentity(p: WatchedProcess): number {
    const code = this.#readStat(p);
    if (code < 0) return code;
    p.startTicks = this.#stat.startTicks;
    p.isKernelThread = (this.#stat.flags & PF_KTHREAD) !== 0;
    return 0;
  }

  startOf(p: WatchedProcess): number {
    return Math.round((p.startTicks * 1000) / this.#parts.auxv.clockTicks);
  }

  /** Fills the row of a process whose identity was read just now. */
  fillNew(p: WatchedProcess, table: ProcessTable): void {
    this.#applyStat(p, table, true);
  }

  /**
   * Every field that costs no socket listing. 0, or a code: GONE also where the pid is another's now;
   * with FAILED the row stays as it was.
   */
  readAll(p: WatchedProcess, table: ProcessTable): number {
    const code = p.isSingleThreaded ? this.#readRunTime(p) : 0;
    return code < 0 ? code : this.#readSameStat(p, table, true);
  }

  /** What changed since the last visit. Results as of `readAll`. */
  visit(p: WatchedProcess, table: ProcessTable): number {
    if (p.isSingleThreaded) {
      const before = p.runNs;
      const code = this.#readRunTime(p);
      if (code < 0) return code;
      if (p.runNs === before && !p.isDirty) {
        this.#cool(p);
        return 0;
      }
      if (p.isKernelThread && !p.isDirty && (p.state === SLEEPING || p.state === IDLE)) {
        this.#setCpuTime(p, table, p.runNs + p.endedThreadsNs);
        this.#readIo(p, table);
        return 0;
      }
    }
    return this.#readSameStat(p, table, false);
  }

  /** Closes what is kept open of a process. */
  forget(p: WatchedProcess): void {
    const { reader } = this.#parts;
    reader.drop(p.schedstat);
    reader.drop(p.stat);
    reader.drop(p.statm);
    reader.drop(p.io);
    reader.drop(p.fds);
  }

  #readSameStat(p: WatchedProcess, table: ProcessTable, everything: boolean): number {
    const code = this.#readStat(p);
    if (code < 0) return code;
    if (this.#stat.startTicks !== p.startTicks) return GONE;
    this.#applyStat(p, table, everything);
    return 0;
  }

  /** 0 with the run time set, or a code. */
  #readRunTime(p: WatchedProcess): number {
    const { reader, detectors } = this.#parts;
    const length = reader.read(p.schedstat, SMALL_BYTES, detectors);
    if (length < 0) return length;
    const runNs = parseSchedstat(this.#cursor, reader.buffer, length);
    if (Number.isNaN(runNs)) return FAILED;
    p.runNs = runNs;
    return 0;
  }

  /** 0 with the record filled, or a code. */
  #readStat(p: WatchedProcess): number {
    const { reader, detectors, hot } = this.#parts;
    const pool = p.isSingleThreaded
      ? p.heat >= HOT
        ? hot
        : null
      : p.visits > 0
        ? detectors
        : null;
    const length = reader.read(p.stat, STAT_BYTES, pool);
    if (length < 0) return length;
    if (length === 0) return GONE;
    return parseStat(this.#cursor, reader.buffer, length, this.#stat) ? 0 : FAILED;
  }

  #cool(p: WatchedProcess): void {
    if (p.heat === 0 || --p.heat > 0) return;
    const { reader } = this.#parts;
    // The detector stays: stat for a process of several threads.
    if (p.isSingleThreaded) reader.drop(p.stat);
    reader.drop(p.statm);
    reader.drop(p.io);
    reader.drop(p.fds);
  }

  #applyStat(p: WatchedProcess, table: ProcessTable, everything: boolean): void {
    const s = this.#stat;
    const { numbers } = table;
    const { slot } = p;
    const isNewImage =
      s.nameHash !== p.nameHash || s.startCode !== p.startCode || s.startStack !== p.startStack;
    // A process that did not run since the last full reading can only have been changed by others.
    const renews = everything && !(p.isSingleThreaded && p.runNs === p.fullRunNs);
    const hasRun =
      renews ||
      (!everything && p.isSingleThreaded) ||
      s.cpuTicks !== p.cpuTicks ||
      s.minorFaults !== p.minorFaults ||
      s.virtualBytes !== p.virtualBytes ||
      s.threads !== p.threads ||
      s.state !== p.state;
    const hasMapped =
      renews ||
      s.minorFaults !== p.minorFaults ||
      s.majorFaults !== p.majorFaults ||
      s.virtualBytes !== p.virtualBytes ||
      s.residentPages !== p.residentPages;
    const mayHaveNewUser = renews || s.flags !== p.flags || p.visits < YOUNG_VISITS;
    if (isNewImage) p.isTraceDenied = false;
    p.isDirty = false;
    p.visits++;
    if (s.state !== p.state) numbers.status[slot] = statusCode(s.state);
    if (s.ppid !== p.ppid) numbers.ppid[slot] = s.ppid;
    if (s.nice !== p.nice || everything) numbers.nice[slot] = s.nice;
    if (s.threads !== p.threads) numbers.num_threads[slot] = s.threads;
    if (s.virtualBytes !== p.virtualBytes)
      numbers.memory_vms[slot] = Math.min(s.virtualBytes, Number.MAX_SAFE_INTEGER);
    if (s.ttyNumber !== p.ttyNumber) table.info.tty[slot] = ttyName(s.ttyNumber);
    if (s.nameHash !== p.nameHash)
      table.info.name[slot] = decodeText(
        this.#parts.reader.buffer,
        s.nameFrom,
        s.nameTo,
        limits.nameLength,
      );
    this.#remember(p);
    this.#applyCpuTime(p, table);
    if (hasRun) {
      if (!everything) this.#warm(p);
      this.#readIo(p, table);
      if (!p.isKernelThread) this.#countFds(p, table);
    } else if (!everything) this.#cool(p);
    if (hasMapped) this.#readResident(p, table);
    if (mayHaveNewUser || isNewImage) this.#program.readUser(p, table);
    if (isNewImage || renews) this.#program.readProgram(p, table);
    if (everything) {
      p.fullRunNs = p.runNs;
      this.#program.readCgroup(p, table);
    }
  }

  #warm(p: WatchedProcess): void {
    if (p.heat < 2 * HOT) p.heat++;
  }

  #remember(p: WatchedProcess): void {
    const s = this.#stat;
    p.state = s.state;
    p.ppid = s.ppid;
    p.nice = s.nice;
    p.threads = s.threads;
    p.flags = s.flags;
    p.ttyNumber = s.ttyNumber;
    p.cpuTicks = s.cpuTicks;
    p.minorFaults = s.minorFaults;
    p.majorFaults = s.majorFaults;
    p.virtualBytes = s.virtualBytes;
    p.residentPages = s.residentPages;
    p.nameHash = s.nameHash;
    p.startCode = s.startCode;
    p.startStack = s.startStack;
  }

  /**
   * schedstat counts nanoseconds, of the main thread only; stat counts ticks, of all threads. The main
   * thread of a process may have ended while others work: then its state is Z, and schedstat stands still.
   */
  #applyCpuTime(p: WatchedProcess, table: ProcessTable): void {
    const ticksNs = p.cpuTicks * this.#nsPerTick;
    if (p.isSingleThreaded) this.#setCpuTime(p, table, p.runNs + p.endedThreadsNs);
    const wantsSchedstat = this.#parts.hasSchedstat && p.threads === 1 && p.state !== ZOMBIE;
    if (p.isSingleThreaded && !wantsSchedstat) {
      p.isSingleThreaded = false;
      this.#parts.reader.drop(p.schedstat);
    } else if (!p.isSingleThreaded && wantsSchedstat) {
      p.isSingleThreaded = this.#readRunTime(p) === 0;
      if (p.isSingleThreaded) {
        this.#parts.reader.drop(p.stat);
        // Read behind stat, so that what it runs in between is not taken for time of ended threads.
        p.endedThreadsNs = Math.max(0, ticksNs - p.runNs);
        // It may have run between the two reads: stat is read again, with this run time as the base.
        p.isDirty = true;
      }
    }
    this.#setCpuTime(p, table, p.isSingleThreaded ? p.runNs + p.endedThreadsNs : ticksNs);
  }

  #setCpuTime(p: WatchedProcess, table: ProcessTable, ns: number): void {
    if (ns > p.cpuNs) p.cpuNs = ns;
    table.numbers.cpu_time[p.slot] = Math.floor(p.cpuNs / 1e5);
  }

  #readIo(p: WatchedProcess, table: ProcessTable): void {
    if (p.isTraceDenied) return;
    const { reader, hot } = this.#parts;
    const length = reader.read(p.io, SMALL_BYTES, p.heat >= HOT ? hot : null);
    if (length < 0) {
      p.isTraceDenied = length === DENIED;
      table.numbers.read_bytes[p.slot] = Number.NaN;
      table.numbers.write_bytes[p.slot] = Number.NaN;
      return;
    }
    parseIo(this.#cursor, reader.buffer, length, this.#io);
    raise(table.numbers.read_bytes, p.slot, this.#io.readBytes);
    raise(table.numbers.write_bytes, p.slot, this.#io.writeBytes);
  }

  #countFds(p: WatchedProcess, table: ProcessTable): void {
    const { fds, hot } = this.#parts;
    // The folder's size may be asked for by everyone, but only who may trace the process can open it.
    const count = fds.count(p.fds, p.heat >= HOT && !p.isTraceDenied ? hot : null);
    table.numbers.open_fds[p.slot] = count < 0 ? Number.NaN : count;
  }

  #readResident(p: WatchedProcess, table: ProcessTable): void {
    if (p.isKernelThread) {
      table.numbers.memory_rss[p.slot] = 0;
      table.numbers.open_fds[p.slot] = 0;
      return;
    }
    const { reader, hot, auxv } = this.#parts;
    const length = reader.read(p.statm, SMALL_BYTES, p.heat >= HOT ? hot : null);
    const pages = length < 0 ? Number.NaN : parseStatm(this.#cursor, reader.buffer, length);
    table.numbers.memory_rss[p.slot] = pages * auxv.pageSize;
  }
}

/** A counter of a living process never falls, whatever the kernel says. */
const raise = (column: Float64Array, slot: number, value: number): void => {
  const before = column[slot] as number;
  if (Number.isNaN(value) || !(before > value)) column[slot] = value;
};

/** The letters of old kernels that the protocol does not know are absent, not an error. */
const statusCode = (code: number): number =>
  isProcessStatus(String.fromCharCode(code)) ? code : Number.NaN;
