import { type Field } from "../../protocol/field.ts";
import { type PortBinding } from "../../protocol/port.ts";
import {
  type NumberFieldId,
  type ProcessFieldId,
  processFieldIds,
  processFieldNamed,
  processFields,
} from "../../protocol/process-fields.ts";
import { type HostView, processValue } from "../../protocol/process-row.ts";

/** What processes can be ordered by: every field of the catalogue, shown or not, and the host. */
export type SortField = ProcessFieldId | "host";

export interface Sort {
  readonly field: SortField;
  readonly descending: boolean;
}

export const sortFields: readonly SortField[] = ["host", ...processFieldIds];

/** The field of an id or an alias, or undefined. */
export const sortFieldNamed = (name: string): SortField | undefined =>
  name.toLowerCase() === "host" ? "host" : processFieldNamed(name);

/** Largest first for measures, as one looks for the culprit; ascending for names and numbers that name. */
export const defaultDescending = (field: SortField): boolean => {
  if (field === "host") return false;
  const { kind, type }: Field = processFields[field];
  return kind !== "info" && type === "number";
};

export const titleOfSort = (field: SortField): string =>
  field === "host" ? "HOST" : processFields[field].column.title;

/** Reads the number that orders a row, NaN where it is absent. */
export type NumberKey = (view: HostView, slot: number, hostIndex: number) => number;

/** How a field that is a number is read, or undefined for text. */
export const numberKeyOf = (field: SortField): NumberKey | undefined => {
  switch (field) {
    case "host":
      return (_view, _slot, hostIndex) => hostIndex;
    case "pid":
      return ({ state }, slot) => state.processes.pid[slot] as number;
    case "start":
      return ({ state }, slot) => state.processes.start[slot] as number;
    case "create_time":
      return ({ state, facts }, slot) => facts.boot_time + (state.processes.start[slot] as number);
    case "age":
      return ({ state, facts }, slot) =>
        state.time - facts.boot_time - (state.processes.start[slot] as number);
    case "memory_percent":
      return ({ state, facts }, slot) =>
        (state.processes.numbers.memory_rss[slot] as number) / (facts.memory_total || Number.NaN);
    case "kernel_thread":
      return ({ state }, slot) => {
        const is = state.processes.info.kernel_thread[slot] ?? null;
        return is === null ? Number.NaN : Number(is);
      };
    case "ports":
      return ({ state }, slot) => lowestPort(state.processes.info.ports[slot] ?? []);
    default:
      return isColumn(field)
        ? ({ state }, slot) => state.processes.numbers[field][slot] as number
        : undefined;
  }
};

/** Whether the field is a column of numbers in the table. */
export const isColumn = (field: SortField): field is NumberFieldId => {
  if (field === "host" || field === "pid" || field === "start") return false;
  const { type, origin }: Field = processFields[field];
  return origin !== "computed" && (type === "number" || type === "letter");
};

const lowestPort = (ports: readonly PortBinding[]): number => {
  let lowest = Number.NaN;
  for (const { port } of ports) if (!(port >= lowest)) lowest = port;
  return lowest;
};

/** The text that orders a row, for the fields that are no numbers. */
export const textKeyOf = (view: HostView, slot: number, field: ProcessFieldId): string | null => {
  const value = processValue(view, slot, field);
  return typeof value === "string" ? value : null;
};
