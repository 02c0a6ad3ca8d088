import { column, type Field, fieldDefaults } from "./field.ts";

/**
 * Every field of a process, declared once. The id is the JSON key, the property name and the filter
 * name. Kernel sources are cited by file and, for `/proc/PID/stat`, by the field number of proc(5).
 *
 * `pid` and `start` identify a process on a host within one boot; they travel in the born row of a
 * frame, so they are no columns of their own.
 */
export const processFields = {
  pid: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    column: column("PID", 7, "right", 90),
    description:
      "Process id. Reused by the kernel: only (host, boot_id, pid, start) names a process.",
  },
  start: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    unit: "milliseconds",
    column: column("START", 11, "right", 0),
    description: "Start of the process after boot. stat field 22 (starttime), in ticks there.",
  },
  ppid: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    column: column("PPID", 7, "right", 8),
    description: "Process id of the parent. stat field 4 (ppid).",
  },
  name: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    aliases: ["comm"],
    column: column("NAME", 15, "left", 0),
    description:
      "The kernel's name of the process, at most 15 bytes. stat field 2 (comm), between the first `(` and the last `)`.",
  },
  cmdline: {
    ...fieldDefaults,
    kind: "info",
    type: "texts",
    aliases: ["cmd", "args", "command"],
    column: column("COMMAND", 24, "left", 100),
    description:
      "The argument vector, one element per argument. /proc/PID/cmdline. Empty for kernel threads and zombies. Cut at 4096 characters; secrets are masked by the agent before it leaves the host, and in uploads by the hub before it is kept.",
  },
  exe: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    column: column("EXE", 24, "left", 0),
    description:
      "Path of the executable; ` (deleted)` behind it where the file is gone. Link /proc/PID/exe, readable by the owner and root.",
  },
  username: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    aliases: ["user"],
    column: column("USER", 9, "left", 50),
    description: "Name of the effective user, or the uid as text where /etc/passwd has none.",
  },
  uid: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    column: column("UID", 6, "right", 0),
    description: "Effective user id. The owner of /proc/PID.",
  },
  status: {
    ...fieldDefaults,
    kind: "info",
    type: "letter",
    aliases: ["state"],
    column: column("S", 1, "left", 70),
    description: "State of the process as the kernel's letter. stat field 3 (state).",
  },
  status_name: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    origin: "computed",
    column: column("STATE", 12, "left", 0),
    description: "State of the process in words, from `status`.",
  },
  create_time: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    origin: "computed",
    unit: "epoch_ms",
    column: column("STARTED", 10, "left", 0),
    description:
      "Start of the process in milliseconds since 1970: `boot_time` of the host plus `start`.",
  },
  age: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    origin: "computed",
    unit: "seconds",
    column: column("AGE", 6, "right", 14),
    description: "Time since `create_time`, at the moment of the sample.",
  },
  cpu_percent: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    origin: "rate",
    of: ["cpu_time"],
    per: "second",
    unit: "percent",
    resolution: 0.01,
    aggregate: "sum",
    metric: "cpu_percent",
    aliases: ["cpu"],
    column: column("CPU%", 6, "right", 95),
    description:
      "CPU time per elapsed time between the last two samples; 100 = one core. null in the first sample of a process.",
  },
  cpu_time: {
    ...fieldDefaults,
    kind: "counter",
    type: "number",
    unit: "seconds",
    resolution: 0.0001,
    aggregate: "sum",
    metric: "cpu_seconds_total",
    aliases: ["time"],
    column: column("TIME+", 9, "right", 12),
    description:
      "CPU time used since start, user and system. stat fields 14 and 15 (utime, stime); for a process of one thread the nanoseconds of /proc/PID/schedstat.",
  },
  memory_rss: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    unit: "bytes",
    aggregate: "sum",
    metric: "memory_rss_bytes",
    aliases: ["rss"],
    column: column("RSS", 6, "right", 60),
    description:
      "Resident set size. /proc/PID/statm field 2 (exact, where stat field 24 is an estimate), times the page size.",
  },
  memory_vms: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    unit: "bytes",
    aggregate: "sum",
    metric: "memory_vms_bytes",
    aliases: ["vms", "vsz"],
    column: column("VIRT", 6, "right", 6),
    description: "Virtual memory size. stat field 23 (vsize).",
  },
  memory_percent: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    origin: "computed",
    unit: "percent",
    aggregate: "sum",
    aliases: ["mem"],
    column: column("MEM%", 5, "right", 40),
    description: "`memory_rss` as a share of the host's `memory_total`.",
  },
  num_threads: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    unit: "count",
    aggregate: "sum",
    metric: "threads",
    aliases: ["threads"],
    column: column("THR", 4, "right", 24),
    description: "Threads of the process. stat field 20 (num_threads).",
  },
  nice: {
    ...fieldDefaults,
    kind: "info",
    type: "number",
    column: column("NI", 3, "right", 16),
    description: "Nice value, -20 (most favoured) to 19. stat field 19 (nice).",
  },
  open_fds: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    unit: "count",
    aggregate: "sum",
    metric: "open_fds",
    aliases: ["fds"],
    column: column("FDS", 5, "right", 20),
    description:
      "Open file descriptors. The size of /proc/PID/fd (Linux 6.2 and later), else its entries, readable by the owner and root.",
  },
  net_conns: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    unit: "count",
    aggregate: "sum",
    metric: "net_connections",
    aliases: ["conns"],
    column: column("CONN", 5, "right", 10),
    description:
      "TCP and UDP sockets held open. Entries of /proc/PID/fd that are sockets in /proc/net/{tcp,udp}{,6}; readable by the owner and root.",
  },
  read_bytes: {
    ...fieldDefaults,
    kind: "counter",
    type: "number",
    unit: "bytes",
    aggregate: "sum",
    metric: "read_bytes_total",
    column: column("READ", 6, "right", 0),
    description:
      "Bytes fetched from storage since start. /proc/PID/io read_bytes, readable by the owner and root.",
  },
  read_bytes_per_sec: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    origin: "rate",
    of: ["read_bytes"],
    per: "second",
    unit: "bytes_per_sec",
    aggregate: "sum",
    aliases: ["read"],
    column: column("R/s", 6, "right", 28),
    description: "Rate of `read_bytes` between the last two samples.",
  },
  write_bytes: {
    ...fieldDefaults,
    kind: "counter",
    type: "number",
    unit: "bytes",
    aggregate: "sum",
    metric: "write_bytes_total",
    column: column("WRITTEN", 7, "right", 0),
    description:
      "Bytes sent towards storage since start. /proc/PID/io write_bytes, readable by the owner and root.",
  },
  write_bytes_per_sec: {
    ...fieldDefaults,
    kind: "gauge",
    type: "number",
    origin: "rate",
    of: ["write_bytes"],
    per: "second",
    unit: "bytes_per_sec",
    aggregate: "sum",
    aliases: ["write"],
    column: column("W/s", 6, "right", 29),
    description: "Rate of `write_bytes` between the last two samples.",
  },
  cgroup: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    column: column("CGROUP", 20, "left", 0),
    description: "Path in the unified cgroup hierarchy. The `0::` line of /proc/PID/cgroup.",
  },
  cwd: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    column: column("CWD", 20, "left", 0),
    description: "Working directory. Link /proc/PID/cwd, readable by the owner and root.",
  },
  tty: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    column: column("TTY", 7, "left", 0),
    description:
      "Controlling terminal. stat field 7 (tty_nr), named as in devpts and Documentation/admin-guide/devices.txt. null where it has none, or where it could not be read.",
  },
  container_id: {
    ...fieldDefaults,
    kind: "info",
    type: "text",
    aliases: ["container"],
    column: column("CONTAINER", 12, "left", 0),
    description:
      "Container id of 64 hexadecimal digits, found in the cgroup path (Docker, containerd, CRI-O, Podman). null where it has none, or where it could not be read.",
  },
  kernel_thread: {
    ...fieldDefaults,
    kind: "info",
    type: "flag",
    aliases: ["kernel"],
    column: column("KERN", 4, "left", 0),
    description:
      "Whether it is a thread of the kernel. stat field 9 (flags) has PF_KTHREAD, 0x00200000.",
  },
  ports: {
    ...fieldDefaults,
    kind: "info",
    type: "ports",
    aliases: ["port"],
    column: column("LISTEN", 12, "left", 18),
    description:
      "Sockets that wait for peers: TCP in state LISTEN and bound, unconnected UDP, of both IP versions. /proc/net/{tcp,udp}{,6} of each network namespace.",
  },
} as const satisfies Record<string, Field>;

export type ProcessFieldId = keyof typeof processFields;

type IdsWhere<Wanted> = {
  [Id in ProcessFieldId]: (typeof processFields)[Id] extends Wanted ? Id : never;
}[ProcessFieldId];

/** Fields held as numbers, one typed array each (`pid` and `start` apart). Absent is NaN there. */
export type NumberFieldId = Exclude<
  IdsWhere<{ type: "number" | "letter"; origin: "wire" | "rate" }>,
  "pid" | "start"
>;
/** Facts that travel in the born row of a frame, and in a changed row when they change. */
export type InfoFieldId = IdsWhere<{ type: "text" | "texts" | "flag" | "ports"; origin: "wire" }>;
export type RateFieldId = IdsWhere<{ origin: "rate" }>;

export const processFieldIds = Object.keys(processFields) as ProcessFieldId[];

const entries = processFieldIds.map((id) => [id, processFields[id] as Field] as const);

export const numberFieldIds = entries
  .filter(
    ([id, f]) =>
      (f.type === "number" || f.type === "letter") &&
      f.origin !== "computed" &&
      id !== "pid" &&
      id !== "start",
  )
  .map(([id]) => id as NumberFieldId);

export const rateFieldIds = entries
  .filter(([, f]) => f.origin === "rate")
  .map(([id]) => id as RateFieldId);

/** The order of a born row behind `[slot, pid, start]`: permanent, only ever appended to. */
export const bornRowFieldIds = [
  "name",
  "cmdline",
  "exe",
  "username",
  "cgroup",
  "cwd",
  "tty",
  "container_id",
  "kernel_thread",
  "ports",
] as const satisfies readonly InfoFieldId[];

const fieldIdOfName = new Map<string, ProcessFieldId>(
  entries.flatMap(([id, f]) => [id, ...f.aliases].map((name) => [name, id] as const)),
);

/** Every id and every alias. */
export const processFieldNames: readonly string[] = [...fieldIdOfName.keys()];

/** The field of an id or an alias, in any letter case. */
export const processFieldNamed = (name: string): ProcessFieldId | undefined =>
  fieldIdOfName.get(name.toLowerCase());
