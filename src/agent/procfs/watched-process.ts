import { ProcFile } from "./reader.ts";

/** The state of a process that has ended and was not waited for. */
export const ZOMBIE = "Z".charCodeAt(0);

/**
 * What the sampler remembers of one process between ticks, beside its row in the table. Numbers are
 * unrounded and in the kernel's units, to compare with what is read next.
 */
export class WatchedProcess {
  readonly pid: number;
  readonly folder: string;
  readonly stat: ProcFile;
  readonly schedstat: ProcFile;
  readonly statm: ProcFile;
  readonly io: ProcFile;
  /** The folder of its descriptors. */
  readonly fds: ProcFile;

  slot = -1;
  /** The tick in which its folder was last listed. */
  listedAt = -1;
  startTicks = Number.NaN;
  isKernelThread = false;
  /** Whether its state, threads and names must be read at the next visit, whatever the detector says. */
  isDirty = true;
  /** Grows with each visit in which it had run, falls with each in which it had not. */
  heat = 0;
  visits = 0;

  /** Whether one thread lives and schedstat therefore tells all of its CPU time. */
  isSingleThreaded = false;
  /** schedstat of the last visit, nanoseconds. */
  runNs = -1;
  /** schedstat when everything was read last: a process that has not run since did nothing itself. */
  fullRunNs = -1;
  /** CPU time of threads that have ended, which schedstat does not tell. */
  endedThreadsNs = 0;
  /** Greatest CPU time reported, nanoseconds: what is reported never falls. */
  cpuNs = 0;

  state = 0;
  threads = 0;
  ppid = -1;
  nice = 0;
  flags = -1;
  ttyNumber = -1;
  cpuTicks = -1;
  minorFaults = -1;
  majorFaults = -1;
  virtualBytes = -1;
  residentPages = -1;
  nameHash = 0;
  startCode = -1;
  startStack = -1;
  cmdlineHash = 0;
  cgroupHash = 0;
  uid = Number.NaN;

  /** Whether io and the links were refused: asked again when user or program change. */
  isTraceDenied = false;

  /** Network namespace as its link reads (`net:[4026531840]`), empty where that is refused. */
  netNamespace: string | null = null;
  /** Inodes of the sockets among its descriptors; null before they were listed, or where refused. */
  sockets: readonly number[] | null = null;
  /** Those of them that are TCP or UDP. */
  netSockets: readonly number[] = [];
  /** Number of descriptors when the sockets were listed; -1 asks for a new list. */
  listedFds = -1;
  /** Whether the ports of all processes were looked at since its birth. */
  wasInPortPass = false;
  /** Monotonic time before which its descriptors are not listed again. */
  listSocketsAfter = 0;

  constructor(root: string, pid: number) {
    this.pid = pid;
    this.folder = `${root}/${pid}`;
    this.stat = new ProcFile(this.folder, "stat");
    this.schedstat = new ProcFile(this.folder, "schedstat");
    this.statm = new ProcFile(this.folder, "statm");
    this.io = new ProcFile(this.folder, "io");
    this.fds = new ProcFile(this.folder, "fd");
  }
}
