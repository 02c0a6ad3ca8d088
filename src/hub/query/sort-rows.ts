import { type ProcessesQuery } from "../../protocol/api.ts";
import { type Field } from "../../protocol/field.ts";
import { type ProcessFieldId, processFields } from "../../protocol/process-fields.ts";
import { type FieldValue, type HostView, processValue } from "../../protocol/process-row.ts";

/** One process of one host, not yet read. */
export interface RowPlace {
  readonly view: HostView;
  readonly slot: number;
}

/** What is measured comes with the highest first, what is a fact in its own order. */
const defaultOrder = (id: ProcessFieldId): "asc" | "desc" =>
  (processFields[id] as Field).kind === "info" ? "asc" : "desc";

/** Sorts by one field; absent values last in both orders, equal ones by host and pid. */
export const sortRows = (
  rows: readonly RowPlace[],
  { sort: { field, order: signed }, order }: Pick<ProcessesQuery, "sort" | "order">,
): RowPlace[] => {
  const sign = (order ?? signed ?? defaultOrder(field)) === "asc" ? 1 : -1;
  return rows
    .map((row) => ({ row, key: sortKey(processValue(row.view, row.slot, field)) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) {
        if (a.key !== b.key) return a.key === null ? 1 : -1;
      } else if (a.key !== b.key) return a.key < b.key ? -sign : sign;
      return byHostAndPid(a.row, b.row);
    })
    .map(({ row }) => row);
};

const sortKey = (value: FieldValue): number | string | null => {
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const first = value[0];
  if (first === undefined) return null;
  return typeof first === "string" ? (value as readonly string[]).join(" ") : first.port;
};

const byHostAndPid = (a: RowPlace, b: RowPlace): number =>
  a.view.host !== b.view.host
    ? a.view.host < b.view.host
      ? -1
      : 1
    : (a.view.state.processes.pid[a.slot] as number) -
      (b.view.state.processes.pid[b.slot] as number);
