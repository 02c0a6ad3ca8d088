import { formatPort, type PortBinding } from "../../protocol/port.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { type FieldValue } from "../../protocol/process-row.ts";
import { formatBytes, formatCpuTime, formatDuration, formatPercent } from "../../protocol/units.ts";

/** A value of a field as a cell of the process table; absent is `-`. */
export const formatCell = (id: ProcessFieldId, value: FieldValue): string => {
  if (value === null) return "-";
  if (typeof value === "number") return formatNumber(id, value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return id === "container_id" ? value.slice(0, 12) : value;
  if (id === "ports") return formatPorts(value as readonly PortBinding[]);
  return (value as readonly string[]).join(" ");
};

const formatNumber = (id: ProcessFieldId, value: number): string => {
  switch (id) {
    case "cpu_percent":
    case "memory_percent":
      return formatPercent(value);
    case "memory_rss":
    case "memory_vms":
    case "read_bytes":
    case "write_bytes":
    case "read_bytes_per_sec":
    case "write_bytes_per_sec":
      return formatBytes(value);
    case "cpu_time":
      return formatCpuTime(value);
    case "age":
      return formatDuration(value);
    case "create_time":
      return new Date(value).toISOString().slice(0, 10);
    case "start":
      return formatDuration(value / 1000);
    default:
      return String(value);
  }
};

/** The first port, and how many more there are. */
const formatPorts = (ports: readonly PortBinding[]): string => {
  const [first] = ports;
  if (first === undefined) return "";
  return ports.length === 1 ? formatPort(first) : `${formatPort(first)} +${ports.length - 1}`;
};

/** A duration in at most 4 cells for narrow columns: `45s`, `12m`, `3h`, `5d`. */
export const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (Number.isNaN(ms)) return "-";
  if (seconds < 100) return `${seconds}s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 360_000) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
};

/** A count with thin groups of three, as `14 881`. */
export const formatCount = (count: number): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, " ");

/** `14:32:07Z`: the time of day in UTC, as hosts in several zones have no other in common. */
export const clockText = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(11, 19)}Z`;
