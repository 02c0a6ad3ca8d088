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
import { type TextLine } from "./text-layout.ts";

/** Every field of one process in words, the command line whole. Made from the catalogue. */
export const processLines = (view: HostView, slot: number): TextLine[] => [
  { label: "command", text: commandOf(view, slot) },
  { label: "host", text: view.host },
  ...processFieldIds
    .filter((id) => id !== "cmdline" && id !== "status_name" && id !== "start")
    .map((id) => ({ label: id, text: textOf(id, processValue(view, slot, id)) })),
];

const textOf = (id: ProcessFieldId, value: FieldValue): string => {
  if (value === null)
    return id === "cpu_percent" ? "new, or could not be read" : "could not be read";
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
