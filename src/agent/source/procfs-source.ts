import { type Clock } from "../../protocol/effects.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostState } from "../../protocol/host-state.ts";
import { type Auxv, parseAuxv } from "../procfs/auxv.ts";
import { ByteCursor } from "../procfs/byte-cursor.ts";
import { FdCounter } from "../procfs/fd-counter.ts";
import { HostSampler } from "../procfs/host-sampler.ts";
import { MountSampler, type ReadSpace } from "../procfs/mount-sampler.ts";
import { parseOpenFileLimit } from "../procfs/open-file-limit.ts";
import { PortSampler } from "../procfs/port-sampler.ts";
import { ProcessReader } from "../procfs/process-reader.ts";
import { ProcessSampler } from "../procfs/process-sampler.ts";
import { ProgramReader } from "../procfs/program-reader.ts";
import { readFacts } from "../procfs/read-facts.ts";
import { DescriptorPool, ProcFile, ProcReader } from "../procfs/reader.ts";
import { parseSchedstat } from "../procfs/schedstat.ts";
import { UserNames } from "../procfs/user-names.ts";
import { type Source } from "./source.ts";

export interface ProcfsSourceOptions {
  readonly clock: Clock;
  /** Another tree than the kernel's, as in tests and in a container that has the host's mounted. */
  readonly procRoot?: string;
  readonly etcRoot?: string;
  /** Bound of kept descriptors; by default what the limit of open files leaves. */
  readonly maxKeptFds?: number;
  readonly readSpace?: ReadSpace;
}

/** Descriptors left to the rest of the program: connections, logs, spool. */
const SPARE_FDS = 512;
/** Each holds 4.7 KB in the kernel: 75 MB at most, for 16,000 processes. */
const MOST_FDS = 16_384;
/** Four more for each process that runs all the time. */
const MOST_HOT_FDS = 4096;

/** The sampler of Linux: reads /proc and starts no process, ever. */
export const createProcfsSource = (options: ProcfsSourceOptions): Source => {
  const { clock, procRoot = "/proc", etcRoot = "/etc", readSpace } = options;
  const reader = new ProcReader(procRoot);
  const auxv = readAuxv(reader);
  const maxKept = options.maxKeptFds ?? computeMaxKeptFds(reader);
  const processReader = new ProcessReader({
    reader,
    auxv,
    program: new ProgramReader(reader, new UserNames(reader, `${etcRoot}/passwd`, clock)),
    fds: new FdCounter(reader),
    detectors: new DescriptorPool(maxKept),
    hot: new DescriptorPool(Math.min(MOST_HOT_FDS, Math.floor(maxKept / 4))),
    hasSchedstat: isSchedstatKept(reader),
  });
  const processes = new ProcessSampler(reader, processReader);
  const mounts = new MountSampler(reader, clock, readSpace);
  const host = new HostSampler(reader, mounts, auxv.clockTicks);
  const ports = new PortSampler(reader, clock);
  let before = Number.NaN;

  return {
    kind: "procfs",
    facts: (): Promise<HostFacts> => Promise.resolve(readFacts(reader, etcRoot)),
    sample: async (state: HostState): Promise<void> => {
      const now = clock.monotonic();
      await processes.sample(state.processes);
      await host.sample(state, processes.unreadable);
      await ports.sample(processes.watched, state.processes);
      state.time = Math.round(clock.now());
      state.elapsed = Number.isNaN(before) ? 0 : Math.max(1, Math.round(now - before));
      before = now;
    },
    close: () => {
      processes.close();
      host.close();
    },
  };
};

const readAuxv = (reader: ProcReader): Auxv => {
  const length = reader.readWhole(`${reader.root}/self/auxv`);
  return parseAuxv(reader.buffer, Math.max(0, length));
};

const computeMaxKeptFds = (reader: ProcReader): number => {
  const limit = parseOpenFileLimit(reader.readText(`${reader.root}/self/limits`) ?? "");
  if (Number.isNaN(limit)) return 0;
  // A quarter more goes to the processes that run all the time.
  return Math.max(0, Math.min(MOST_FDS, Math.floor(((limit - SPARE_FDS) * 4) / 5)));
};

/** Kernels without CONFIG_SCHED_INFO have no such file, or zeros in it. We have run by now. */
const isSchedstatKept = (reader: ProcReader): boolean => {
  const length = reader.read(new ProcFile(reader.root, "self/schedstat"), 256, null);
  return length > 0 && parseSchedstat(new ByteCursor(), reader.buffer, length) > 0;
};
