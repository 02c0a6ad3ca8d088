import { type Field } from "../../protocol/field.ts";
import { formatPort, type PortBinding } from "../../protocol/port.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFields,
} from "../../protocol/process-fields.ts";
import { commandOf, type FieldValue, processValue } from "../../protocol/process-row.ts";
import { type ProcessStatus, processStatuses } from "../../protocol/process-status.ts";
import { formatBytes, formatCpuTime, formatDuration, formatPercent } from "../../protocol/units.ts";
import { cpuChart } from "../data/cpu-chart.ts";
import { type FleetHost } from "../data/fleet-host.ts";
import { historySpan } from "../data/history-span.ts";
import { type TextLine } from "./text-layout.ts";

const chartHeight = 4;

/** One process: its command line whole, its recent CPU, every field of the catalogue in words. */
export const processLines = (host: FleetHost, slot: number, width: number): TextLine[] => [
  { label: "command", text: commandOf(host, slot) },
  { label: "host", text: host.host },
  ...chartLines(host, slot, width),
  ...processFieldIds
    .filter((id) => id !== "cmdline" && id !== "status_name" && id !== "start")
    .map((id) => ({ label: id, text: textOf(id, processValue(host, slot, id)) })),
];

const chartLines = (host: FleetHost, slot: number, width: number): TextLine[] => {
  const chart = cpuChart(host.history, slot, { width, height: chartHeight });
  if (chart === null) return [];
  return [
    { label: `CPU % of one core, last ${historySpan([host])}`, text: "", heading: true },
    ...chart.map((text) => ({ label: "", text, drawing: true })),
  ];
};

/** What null means of fields that not every process has. */
const whenAbsent: Partial<Record<ProcessFieldId, string>> = {
  cpu_percent: "new, or could not be read",
  tty: "none",
  container_id: "none",
  exe: "none, or could not be read",
  cgroup: "none, or could not be read",
};

const textOf = (id: ProcessFieldId, value: FieldValue): string => {
  if (value === null) return whenAbsent[id] ?? "could not be read";
  if (typeof value === "string")
    return id === "status" ? `${value} ${processStatuses[value as ProcessStatus]}` : value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return listText(value);
  if (id === "cpu_time") return formatCpuTime(value);
  const { unit }: Field = processFields[id];
  switch (unit) {
    case "bytes":
      return `${formatBytes(value)} (${value})`;
    case "bytes_per_sec":
      return `${formatBytes(value)}/s`;
    case "percent":
      return `${formatPercent(value)} %`;
    case "seconds":
      return formatDuration(value);
    case "epoch_ms":
      return new Date(value).toISOString();
    default:
      return String(value);
  }
};

const listText = (list: readonly (string | PortBinding)[]): string =>
  list.length === 0
    ? "none"
    : list
        .map((one) => (typeof one === "string" ? one : `${one.protocol} ${formatPort(one)}`))
        .join(", ");
