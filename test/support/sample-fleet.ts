import { encodeKey } from "../../src/protocol/encode-frame.ts";
import { type HostEntry, type RelayedFrame } from "../../src/protocol/frame.ts";
import { type HostNumberFieldId } from "../../src/protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { type NumberFieldId } from "../../src/protocol/process-fields.ts";
import { type InfoValues } from "../../src/protocol/process-table.ts";
import { createFleet, type Fleet } from "../../src/tui/data/fleet.ts";
import { noFolds } from "../../src/tui/data/folds.ts";
import {
  type Arrangement,
  createProcessView,
  type ProcessView,
} from "../../src/tui/data/process-view.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

/** A fabricated process; numbers in the unit of their field, what is left out is absent. */
export interface SampleProcess extends Partial<Omit<InfoValues, "cmdline">> {
  readonly pid: number;
  readonly ppid?: number;
  /** Arguments, split at spaces. */
  readonly command?: string;
  readonly status?: string;
  /** Percent of one core; left out: a first sample. */
  readonly cpu?: number;
  /** MiB. */
  readonly rss?: number;
  /** Seconds after boot. */
  readonly start?: number;
  readonly threads?: number;
}

export const sampleTime = 1_800_000_000_000;
const sampleInterval = 1000;
const MiB = 1024 * 1024;

export const sampleEntry = (host: string, changes: Partial<HostEntry> = {}): HostEntry => ({
  host,
  state: "up",
  interval_ms: sampleInterval,
  first_seen: sampleTime - 3_600_000,
  last_seen: sampleTime,
  clock_skew_ms: 0,
  ...changes,
  facts: {
    hostname: host,
    platform: "linux",
    os_name: "Debian GNU/Linux",
    os_version: "12",
    kernel: "6.1.0",
    arch: "x64",
    cpu_model: null,
    cpu_count: 8,
    memory_total: 16 * 1024 * MiB,
    boot_time: sampleTime - 10 * 86_400_000,
    boot_id: "boot",
    agent_version: "0.1.0",
    source: "procfs",
    ...changes.facts,
  },
});

const hundredths = (percent: number): number => Math.round(percent * 100);

/** A table with these processes, the first in slot 0. */
export const sampleState = (
  processes: readonly SampleProcess[],
  host: Partial<Record<HostNumberFieldId, number>> = {},
  time = sampleTime,
): HostState => {
  const state = new HostState();
  state.time = time;
  state.elapsed = sampleInterval;
  for (const [id, wire] of Object.entries(host))
    state.values[hostFieldNumber(id as HostNumberFieldId)] = wire;
  processes.forEach((process, slot) => {
    const {
      pid,
      ppid = 1,
      command,
      status = "S",
      cpu,
      rss,
      start = pid,
      threads,
      ...info
    } = process;
    const table = state.processes;
    table.add(slot, pid, start * 1000);
    const set = (id: NumberFieldId, wire: number): void => {
      table.numbers[id][slot] = wire;
    };
    set("ppid", ppid);
    set("status", status.charCodeAt(0));
    set("cpu_time", 10_000);
    set("nice", 0);
    set("uid", 1000);
    if (cpu !== undefined) set("cpu_percent", hundredths(cpu));
    if (rss !== undefined) set("memory_rss", Math.round(rss * MiB));
    set("num_threads", threads ?? 1);
    const cmdline = command?.split(" ") ?? null;
    table.info.cmdline[slot] = cmdline;
    table.info.name[slot] = info.name ?? cmdline?.[0]?.slice(0, 15) ?? null;
    table.info.username[slot] = info.username ?? "root";
    table.info.kernel_thread[slot] = info.kernel_thread ?? false;
    table.info.exe[slot] = info.exe ?? null;
    table.info.ports[slot] = info.ports ?? null;
  });
  return state;
};

export const sampleKey = (host: string, state: HostState, sequence = 0): RelayedFrame => ({
  ...(encodeKey(state, sequence) as RelayedFrame),
  host,
});

/** A fleet that knows these hosts; `keys` bring their tables. */
export const fleetOf = (
  hosts: Readonly<Record<string, readonly SampleProcess[]>>,
): { fleet: Fleet; clock: FakeClock } => {
  const clock = createFakeClock(sampleTime);
  const fleet = createFleet({ clock });
  fleet.apply({
    k: "hosts",
    now: sampleTime,
    hosts: Object.keys(hosts).map((id) => sampleEntry(id)),
  });
  for (const [id, processes] of Object.entries(hosts))
    fleet.apply(sampleKey(id, sampleState(processes)));
  return { fleet, clock };
};

interface Fabricated {
  readonly processes: readonly SampleProcess[];
  readonly cpu: number;
  readonly memory: number;
  readonly load: number;
  readonly cores?: number;
  readonly entry?: Partial<HostEntry>;
}

const fabricated: Readonly<Record<string, Fabricated>> = {
  "build-3": {
    cpu: 64.2,
    memory: 38,
    load: 2.4,
    cores: 32,
    processes: [
      { pid: 1, ppid: 0, command: "/sbin/init", cpu: 0, rss: 12 },
      { pid: 20001, command: "bash ci.sh", username: "ci", cpu: 0, rss: 5 },
      { pid: 20113, ppid: 20001, command: "make -j34", username: "ci", cpu: 0.1, rss: 4 },
      {
        pid: 20871,
        ppid: 20113,
        command: "/usr/lib/gcc/cc1 -quiet sha1.c",
        username: "ci",
        status: "R",
        cpu: 51.5,
        rss: 90,
      },
      {
        pid: 20874,
        ppid: 20113,
        command: "/usr/lib/gcc/cc1 -quiet zlib.c",
        username: "ci",
        status: "R",
        rss: 61,
      },
    ],
  },
  "db-01": {
    cpu: 71,
    memory: 93,
    load: 9.6,
    processes: [
      { pid: 1, ppid: 0, command: "/sbin/init", cpu: 0, rss: 11 },
      { pid: 2, ppid: 0, name: "kthreadd", kernel_thread: true, cpu: 0 },
      {
        pid: 733,
        command: "/usr/lib/postgresql/bin/postgres -D /data",
        username: "pg",
        cpu: 0.1,
        rss: 210,
      },
      { pid: 741, ppid: 733, command: "postgres: writer", username: "pg", cpu: 41, rss: 4810 },
      {
        pid: 742,
        ppid: 733,
        command: "postgres: wal",
        username: "pg",
        status: "D",
        cpu: 29.9,
        rss: 4800,
      },
    ],
  },
  "edge-9": {
    cpu: 4,
    memory: 40,
    load: 0.1,
    cores: 2,
    entry: { last_seen: sampleTime - 45_000 },
    processes: [
      { pid: 1, ppid: 0, command: "/sbin/init", cpu: 0, rss: 3 },
      { pid: 88, command: "nginx: worker", username: "www", cpu: 2, rss: 20 },
    ],
  },
  "web-07": {
    cpu: 97.4,
    memory: 61,
    load: 31.28,
    processes: [
      { pid: 1, ppid: 0, command: "/sbin/init", cpu: 0, rss: 13 },
      { pid: 1021, command: "node cluster.js", username: "app", cpu: 0.2, rss: 82, threads: 11 },
      {
        pid: 1107,
        ppid: 1021,
        command: "node api.js --port 8081",
        username: "app",
        status: "R",
        cpu: 97.9,
        rss: 612,
        threads: 23,
        ports: [{ protocol: "tcp", address: "*", port: 8081 }],
      },
      {
        pid: 1108,
        ppid: 1021,
        command: "node api.js --port 8082",
        username: "app",
        status: "R",
        cpu: 88.1,
        rss: 598,
        threads: 23,
      },
      {
        pid: 1109,
        ppid: 1021,
        command: "node api.js --port 8083",
        username: "app",
        cpu: 2,
        rss: 590,
        threads: 23,
      },
    ],
  },
};

const SAMPLES = 24;

/**
 * Four hosts with a past of 24 samples, a fifth that is down, and one that sends no more since 45 s.
 * Always the same, so that whole screens can be compared as text.
 */
export const createSampleFleet = (): { fleet: Fleet; clock: FakeClock } => {
  const clock = createFakeClock(sampleTime - SAMPLES * sampleInterval);
  const fleet = createFleet({ clock });
  const down = sampleEntry("web-06", { state: "down", last_seen: sampleTime - 1_620_000 });
  const entries = [
    ...Object.entries(fabricated).map(([id, { entry, cores }]) => {
      const made = sampleEntry(id, entry);
      return { ...made, facts: { ...made.facts, cpu_count: cores ?? 8 } };
    }),
    down,
  ];
  fleet.apply({ k: "hosts", now: sampleTime - SAMPLES * sampleInterval, hosts: entries });
  for (let sample = 1; sample <= SAMPLES; sample++) {
    clock.advance(sampleInterval);
    const time = sampleTime - (SAMPLES - sample) * sampleInterval;
    for (const [id, { cpu, memory, load, processes }] of Object.entries(fabricated)) {
      if (id === "edge-9" && sample > 1) continue;
      const share = sample === SAMPLES ? 1 : waveAt(sample);
      const state = sampleState(
        processes.map((process) =>
          process.cpu === undefined ? process : { ...process, cpu: process.cpu * share },
        ),
        {
          cpu_percent: hundredths(cpu * share),
          memory_used: Math.round((memory / 100) * 16 * 1024) * MiB,
          load1: hundredths(load),
          load5: hundredths(load * 0.75),
          load15: hundredths(load * 0.5),
          swap_used: 0,
          swap_total: 2048 * MiB,
        },
        id === "edge-9" ? sampleTime - 45_000 : time,
      );
      state.corePercents = Array.from({ length: 8 }, (_, core) =>
        Math.round(Math.min(100, (cpu * share * (core + 4)) / 8)),
      );
      fleet.apply(sampleKey(id, state, sample));
    }
  }
  return { fleet, clock };
};

/** Between 0.3 and 1, rising and falling. */
const waveAt = (sample: number): number => 0.65 + 0.35 * Math.sin(sample / 3);

/** The rows of all processes of a fleet. */
export const arrangedView = (
  fleet: Fleet,
  {
    tree = false,
    sort = { field: "pid", descending: false },
  }: Partial<Pick<Arrangement, "tree" | "sort">> = {},
): ProcessView => {
  const view = createProcessView();
  view.arrange({
    hosts: fleet.hosts,
    filter: null,
    sort,
    tree,
    folds: noFolds,
    kernelThreads: true,
    frozen: false,
  });
  return view;
};
