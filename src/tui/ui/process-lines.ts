import { type Field } from "../../protocol/field.ts";
import { formatPort, type PortBinding } from "../../protocol/port.ts";
import {
  type ProcessFieldId,
  processFieldIds,
  processFields,
} from "../../protocol/process-fields.ts";
import {
  commandOf,
  type FieldValue,
  type HostView,
  processValue,
} from "../../protocol/process-row.ts";
import { type ProcessStatus, processStatuses } from "../../protocol/process-status.ts";
import { formatBytes, formatCpuTime, formatDuration, formatPercent } from "../../protocol/units.ts";
import { type TextLine } from "./text-dialog.tsx";

/** Every field of one process in words, the command line whole. Made from the catalogue. */
export const processLines = (view: HostView, slot: number, width: number): TextLine[] => [
  ...wrapped("command", commandOf(view, slot), width),
  { label: "host", text: view.host },
  ...processFieldIds
    .filter((id) => id !== "cmdline" && id !== "status_name" && id !== "start")
    .flatMap((id) => wrapped(id, textOf(id, processValue(view, slot, id)), width)),
];

const wrapped = (label: string, text: string, width: number): TextLine[] => {
  const lines: TextLine[] = [];
  for (let at = 0; at === 0 || at < text.length; at += width)
    lines.push({ label: at === 0 ? label : "", text: text.slice(at, at + width) });
  return lines;
};

const textOf = (id: ProcessFieldId, value: FieldValue): string => {
  if (value === null)
    return id === "cpu_percent" ? "new, or could not be read" : "could not be read";
  if (id === "status") return `${String(value)} ${processStatuses[value as ProcessStatus]}`;
  if (id === "cpu_time") return formatCpuTime(value as number);
  if (id === "ports") {
    const ports = value as readonly PortBinding[];
    return ports.length === 0
      ? "none"
      : ports.map((port) => `${port.protocol} ${formatPort(port)}`).join(", ");
  }
  if (typeof value !== "number") return typeof value === "string" ? value : String(value);
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
