import { type Field } from "../../protocol/field.ts";
import { type HostFieldId, hostFields } from "../../protocol/host-fields.ts";
import { type ProcessFieldId, processFields } from "../../protocol/process-fields.ts";
import { formatBytes, formatPercent } from "../../protocol/units.ts";
import { formatCell } from "../../tui/data/format-cell.ts";

const isProcessField = (id: string): id is ProcessFieldId => Object.hasOwn(processFields, id);
const isHostField = (id: string): id is HostFieldId => Object.hasOwn(hostFields, id);

/** The title of a column of a field: that of the process table, or the id where it has none there. */
export const titleOf = (id: string): string =>
  isProcessField(id) ? processFields[id].column.title : id;

/** Numbers stand at the right of their column, texts at the left. */
export const alignOf = (id: string): "left" | "right" =>
  isProcessField(id) ? processFields[id].column.align : "right";

/** What a hub says is the value of a process field, as a cell; averages have at most two decimals. */
export const processCell = (id: string, value: unknown): string => {
  if (value === undefined || value === null) return "-";
  if (typeof value === "number" && isProcessField(id) && isNumber(id))
    return formatCell(id, rounded(value));
  if (typeof value === "string") return value;
  return JSON.stringify(value);
};

/** Moments are told in full: a column of dates would not tell two processes of a day apart. */
const isNumber = (id: ProcessFieldId): boolean =>
  processFields[id].type === "number" && id !== "create_time";

/** What a hub says is the value of a host field, as a cell. */
export const hostCell = (id: string, value: unknown): string => {
  if (typeof value !== "number") return "-";
  const unit = isHostField(id) ? (hostFields[id] as Field).unit : "none";
  if (unit === "bytes" || unit === "bytes_per_sec") return formatBytes(value);
  return unit === "percent" ? formatPercent(value) : String(rounded(value));
};

/** How a process is called in one line: its arguments, else its name. */
export const commandCell = ({
  name,
  cmdline,
}: {
  readonly name: string | null;
  readonly cmdline: readonly string[] | null;
}): string => (cmdline === null || cmdline.length === 0 ? (name ?? "-") : cmdline.join(" "));

const rounded = (value: number): number => Math.round(value * 100) / 100;
