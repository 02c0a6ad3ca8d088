import { type Column, column, type Field, fieldDefaults } from "./field.ts";

const hidden: Column = column("", 8, "right", 0);

const gauge = { ...fieldDefaults, kind: "gauge", type: "number", column: hidden } as const;
const counter = { ...fieldDefaults, kind: "counter", type: "number", column: hidden } as const;
const share = {
  ...gauge,
  origin: "rate",
  per: "cpu_time_total",
  unit: "percent",
  resolution: 0.01,
} as const;
const tick = { ...counter, unit: "seconds", resolution: 0.01 } as const;
const load = { ...gauge, resolution: 0.01 } as const;
const bytes = { ...gauge, unit: "bytes", aggregate: "sum" } as const;
const bytesTotal = { ...counter, unit: "bytes", aggregate: "sum" } as const;
const pressure = { ...gauge, unit: "percent", resolution: 0.01 } as const;
const byteRate = {
  ...gauge,
  origin: "rate",
  per: "second",
  unit: "bytes_per_sec",
  aggregate: "sum",
} as const;

/**
 * What is sampled of a host, declared once, beside the facts of `host-facts.ts` that do not change
 * while it runs. The order of the fields of origin `wire` and `rate` is their number in frames
 * (`hostNumberFieldIds`): permanent, only ever appended to.
 *
 * Source, unless said otherwise: the first line of /proc/stat, /proc/loadavg, /proc/meminfo,
 * /proc/diskstats, /proc/net/dev and /proc/pressure/*, as in the kernel's
 * Documentation/filesystems/proc.rst and Documentation/accounting/psi.rst.
 */
export const hostFields = {
  cpu_time_user: {
    ...tick,
    metric: "cpu_user_seconds_total",
    description: "CPU time in user mode, nice included.",
  },
  cpu_time_system: {
    ...tick,
    metric: "cpu_system_seconds_total",
    description: "CPU time in the kernel: system, irq and softirq.",
  },
  cpu_time_iowait: {
    ...tick,
    metric: "cpu_iowait_seconds_total",
    description: "Idle time while a disk request was outstanding.",
  },
  cpu_time_steal: {
    ...tick,
    metric: "cpu_steal_seconds_total",
    description: "Time the hypervisor ran something else.",
  },
  cpu_time_total: {
    ...tick,
    metric: "cpu_seconds_total",
    description: "All CPU time of all cores, idle included.",
  },
  cpu_percent: {
    ...share,
    of: ["cpu_time_user", "cpu_time_system", "cpu_time_steal"],
    aliases: ["cpu"],
    metric: "cpu_percent",
    column: column("CPU%", 6, "right", 95),
    description: "CPU time in use (all but idle and iowait) of the whole host; 100 = all cores.",
  },
  cpu_user_percent: { ...share, of: ["cpu_time_user"], description: "Share of `cpu_time_user`." },
  cpu_system_percent: {
    ...share,
    of: ["cpu_time_system"],
    description: "Share of `cpu_time_system`.",
  },
  cpu_iowait_percent: {
    ...share,
    of: ["cpu_time_iowait"],
    description: "Share of `cpu_time_iowait`.",
  },
  cpu_steal_percent: {
    ...share,
    of: ["cpu_time_steal"],
    description: "Share of `cpu_time_steal`.",
  },
  load1: {
    ...load,
    aliases: ["load"],
    metric: "load1",
    column: column("LOAD", 6, "right", 40),
    description: "Load average over 1 minute.",
  },
  load5: { ...load, metric: "load5", description: "Load average over 5 minutes." },
  load15: { ...load, metric: "load15", description: "Load average over 15 minutes." },
  memory_used: {
    ...bytes,
    metric: "memory_used_bytes",
    description: "`memory_total` less `memory_available`.",
  },
  memory_available: {
    ...bytes,
    metric: "memory_available_bytes",
    description: "MemAvailable: what new work can take without swapping.",
  },
  memory_cached: {
    ...bytes,
    metric: "memory_cached_bytes",
    description: "Page cache, buffers and reclaimable slab.",
  },
  memory_free: { ...bytes, metric: "memory_free_bytes", description: "MemFree." },
  swap_total: { ...bytes, metric: "swap_total_bytes", description: "SwapTotal." },
  swap_used: {
    ...bytes,
    metric: "swap_used_bytes",
    column: column("SWAP", 6, "right", 12),
    description: "SwapTotal less SwapFree.",
  },
  disk_read_bytes: {
    ...bytesTotal,
    metric: "disk_read_bytes_total",
    description: "Bytes read from whole block devices since boot.",
  },
  disk_read_bytes_per_sec: {
    ...byteRate,
    of: ["disk_read_bytes"],
    column: column("DISK R", 6, "right", 18),
    description: "Rate of `disk_read_bytes`.",
  },
  disk_write_bytes: {
    ...bytesTotal,
    metric: "disk_written_bytes_total",
    description: "Bytes written to whole block devices since boot.",
  },
  disk_write_bytes_per_sec: {
    ...byteRate,
    of: ["disk_write_bytes"],
    column: column("DISK W", 6, "right", 19),
    description: "Rate of `disk_write_bytes`.",
  },
  net_rx_bytes: {
    ...bytesTotal,
    metric: "network_receive_bytes_total",
    description: "Bytes received by all interfaces but loopback.",
  },
  net_rx_bytes_per_sec: {
    ...byteRate,
    of: ["net_rx_bytes"],
    column: column("NET RX", 6, "right", 16),
    description: "Rate of `net_rx_bytes`.",
  },
  net_tx_bytes: {
    ...bytesTotal,
    metric: "network_transmit_bytes_total",
    description: "Bytes sent by all interfaces but loopback.",
  },
  net_tx_bytes_per_sec: {
    ...byteRate,
    of: ["net_tx_bytes"],
    column: column("NET TX", 6, "right", 17),
    description: "Rate of `net_tx_bytes`.",
  },
  pressure_cpu_some: {
    ...pressure,
    metric: "pressure_cpu_some_percent",
    description: "Time in which some task waited for a CPU, average of 10 s.",
  },
  pressure_memory_some: {
    ...pressure,
    metric: "pressure_memory_some_percent",
    description: "Time in which some task waited for memory, average of 10 s.",
  },
  pressure_memory_full: {
    ...pressure,
    metric: "pressure_memory_full_percent",
    description: "Time in which all tasks waited for memory, average of 10 s.",
  },
  pressure_io_some: {
    ...pressure,
    metric: "pressure_io_some_percent",
    description: "Time in which some task waited for I/O, average of 10 s.",
  },
  pressure_io_full: {
    ...pressure,
    metric: "pressure_io_full_percent",
    description: "Time in which all tasks waited for I/O, average of 10 s.",
  },
  forks: {
    ...counter,
    unit: "count",
    aggregate: "sum",
    metric: "forks_total",
    description: "Processes and threads created since boot.",
  },
  forks_per_sec: {
    ...gauge,
    origin: "rate",
    of: ["forks"],
    per: "second",
    unit: "count",
    resolution: 0.01,
    aggregate: "sum",
    description: "Rate of `forks`.",
  },
  processes_unreadable: {
    ...gauge,
    unit: "count",
    aggregate: "sum",
    metric: "processes_unreadable",
    description: "Processes of which nothing but the owner could be read (hidepid).",
  },
  agent_cpu_time: {
    ...counter,
    unit: "seconds",
    resolution: 0.0001,
    metric: "agent_cpu_seconds_total",
    description: "CPU time of the agent itself since it started.",
  },
  agent_memory_rss: {
    ...gauge,
    unit: "bytes",
    metric: "agent_memory_rss_bytes",
    description: "Resident set size of the agent itself.",
  },
  sample_seconds: {
    ...gauge,
    unit: "seconds",
    resolution: 0.0001,
    metric: "agent_sample_seconds",
    description: "Time the last sample took.",
  },
  memory_percent: {
    ...gauge,
    origin: "computed",
    unit: "percent",
    aliases: ["mem"],
    metric: "memory_used_percent",
    column: column("MEM", 5, "right", 60),
    description: "`memory_used` as a share of `memory_total`.",
  },
  uptime: {
    ...gauge,
    origin: "computed",
    unit: "seconds",
    metric: "uptime_seconds",
    column: column("UP", 7, "right", 10),
    description: "Time from `boot_time` to the sample.",
  },
  processes_total: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes",
    aliases: ["procs"],
    column: column("PROC", 5, "right", 30),
    description: "Processes in the table.",
  },
  processes_running: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_running",
    description: "Processes in state R.",
  },
  processes_sleeping: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_sleeping",
    description: "Processes in state S.",
  },
  processes_disk_sleep: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_disk_sleep",
    description: "Processes in state D.",
  },
  processes_idle: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_idle",
    description: "Kernel threads in state I.",
  },
  processes_stopped: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_stopped",
    description: "Processes in state T or t.",
  },
  processes_zombie: {
    ...gauge,
    origin: "computed",
    unit: "count",
    aggregate: "sum",
    metric: "processes_zombie",
    description: "Processes in state Z.",
  },
  core_percents: {
    ...gauge,
    type: "numbers",
    unit: "percent",
    description:
      "CPU time in use of each core, 0 to 100, whole percents, by core number. null for a core that is offline.",
  },
  mounts: {
    ...gauge,
    type: "mounts",
    unit: "bytes",
    description:
      "Mounted file systems that hold data: total and used bytes of each, once a device.",
  },
} as const satisfies Record<string, Field>;

export type HostFieldId = keyof typeof hostFields;

type HostIdsWhere<Wanted> = {
  [Id in HostFieldId]: (typeof hostFields)[Id] extends Wanted ? Id : never;
}[HostFieldId];

export type HostNumberFieldId = HostIdsWhere<{ type: "number"; origin: "wire" | "rate" }>;

export const hostFieldIds = Object.keys(hostFields) as HostFieldId[];

const entries = hostFieldIds.map((id) => [id, hostFields[id] as Field] as const);

/** Index = the number of the field in a frame's `h`. */
export const hostNumberFieldIds = entries
  .filter(([, f]) => f.type === "number" && f.origin !== "computed")
  .map(([id]) => id as HostNumberFieldId);
