import * as z from "zod/mini";
import { type Field } from "./field.ts";
import { type HostEntry } from "./frame.ts";
import { type HostState } from "./host-state.ts";
import { type PortBinding, portBinding } from "./port.ts";
import {
  type InfoFieldId,
  type NumberFieldId,
  type ProcessFieldId,
  processFieldIds,
  processFields,
} from "./process-fields.ts";
import { type ProcessStatus, processStatuses } from "./process-status.ts";

/** What a field can be in JSON. Absent (could not be read) is null. */
export type FieldValue =
  | number
  | string
  | boolean
  | readonly string[]
  | readonly PortBinding[]
  | null;

/** One host as rows are read from it: its state, and the facts that computed fields need. */
export interface HostView {
  readonly host: string;
  readonly state: HostState;
  readonly facts: HostEntry["facts"];
}

/** The value of one field of the process in a slot, in the field's unit. */
export const processValue = (view: HostView, slot: number, id: ProcessFieldId): FieldValue => {
  const { processes } = view.state;
  switch (id) {
    case "pid":
      return processes.pid[slot] as number;
    case "start":
      return processes.start[slot] as number;
    case "create_time":
      return view.facts.boot_time + (processes.start[slot] as number);
    case "age":
      return Math.max(
        0,
        (view.state.time - view.facts.boot_time - (processes.start[slot] as number)) / 1000,
      );
    case "memory_percent":
      return memoryPercent(view, slot);
    case "status":
      return statusOf(view, slot);
    case "status_name": {
      const status = statusOf(view, slot);
      return status === null ? null : processStatuses[status];
    }
    default:
      return id in processes.numbers
        ? number(processes.numbers[id as NumberFieldId][slot] as number, resolutions[id])
        : (processes.info[id as InfoFieldId][slot] ?? null);
  }
};

const resolutions = Object.fromEntries(
  processFieldIds.map((id) => [id, processFields[id].resolution]),
) as Record<ProcessFieldId, number>;

/** Wire integer to unit, without the noise of binary fractions. */
const number = (wire: number, resolution: number): number | null => {
  if (Number.isNaN(wire)) return null;
  return resolution === 1 ? wire : wire / Math.round(1 / resolution);
};

const statusOf = (view: HostView, slot: number): ProcessStatus | null => {
  const code = view.state.processes.numbers.status[slot] as number;
  return Number.isNaN(code) ? null : (String.fromCharCode(code) as ProcessStatus);
};

const memoryPercent = (view: HostView, slot: number): number | null => {
  const rss = view.state.processes.numbers.memory_rss[slot] as number;
  const total = view.facts.memory_total;
  return Number.isNaN(rss) || total === null || total === 0
    ? null
    : Math.round((rss / total) * 10_000) / 100;
};

const valueSchema = (field: Field): z.ZodMiniType<FieldValue> => {
  switch (field.type) {
    case "number":
      return z.number();
    case "texts":
      return z.array(z.string());
    case "flag":
      return z.boolean();
    case "ports":
      return z.array(portBinding);
    case "letter":
      return z.enum(Object.keys(processStatuses) as [ProcessStatus, ...ProcessStatus[]]);
    default:
      return z.string();
  }
};

/** One process as REST and `--json` give it: its host, then every field of the catalogue. */
export const processRow = z.object({
  host: z.string(),
  ...(Object.fromEntries(
    processFieldIds.map((id) => [
      id,
      z.nullable(valueSchema(processFields[id])).check(z.describe(processFields[id].description)),
    ]),
  ) as unknown as Record<ProcessFieldId, z.ZodMiniType<FieldValue>>),
});
export type ProcessRow = z.infer<typeof processRow>;

export const processRowOf = (view: HostView, slot: number): ProcessRow => {
  const row: Record<string, FieldValue> = { host: view.host };
  for (const id of processFieldIds) row[id] = processValue(view, slot, id);
  return row as ProcessRow;
};

/**
 * How a process is called on screen and matched by bare words: the base name of its executable (or of
 * argv[0], or the kernel's name) and its arguments. Node calls its main thread `MainThread`, so the
 * kernel's name alone does not tell one process from another.
 */
export const commandOf = (view: HostView, slot: number): string => {
  const { info } = view.state.processes;
  const name = info.name[slot] ?? "?";
  const [arg0, ...args] = info.cmdline[slot] ?? [];
  if (arg0 === undefined || arg0 === "")
    return info.kernel_thread[slot] === true ? `[${name}]` : name;
  return [arg0.startsWith("/") ? arg0.slice(arg0.lastIndexOf("/") + 1) : arg0, ...args].join(" ");
};
