import { type Order, type Sort } from "../../protocol/api/order.ts";
import { type Field } from "../../protocol/field.ts";
import { type ProcessFieldId, processFields } from "../../protocol/process-fields.ts";
import { type FieldValue, type HostView, processValue } from "../../protocol/process-row.ts";

/** What rows are sorted by; null where it could not be read. */
type SortKey = number | string | null;

/** A place in the order of rows: that of a process that is there, or of one that was. */
export interface OrderPlace {
  readonly key: SortKey;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds after boot. */
  readonly start: number;
}

/** By one field; absent values last in both directions, equal ones by host, pid and start. */
export interface RowOrder {
  readonly field: ProcessFieldId;
  readonly direction: Order;
  readonly keyOf: (view: HostView, slot: number) => SortKey;
  readonly compare: (a: OrderPlace, b: OrderPlace) => number;
}

/** Of a text this many UTF-16 units count, so that a cursor, which carries a key, has a bound. */
export const keyLength = 256;

/** What is measured comes with the highest first, what is a fact in its own order. */
const defaultDirection = (id: ProcessFieldId): Order =>
  (processFields[id] as Field).kind === "info" ? "asc" : "desc";

export const createRowOrder = (query: {
  readonly sort: Sort<ProcessFieldId>;
  readonly order?: Order | undefined;
}): RowOrder => {
  const { field } = query.sort;
  const direction = query.order ?? query.sort.order ?? defaultDirection(field);
  const sign = direction === "asc" ? 1 : -1;
  return {
    field,
    direction,
    keyOf: (view, slot) => sortKey(processValue(view, slot, field)),
    compare: (a, b) => {
      if (a.key !== b.key) {
        if (a.key === null) return 1;
        if (b.key === null) return -1;
        return a.key < b.key ? -sign : sign;
      }
      if (a.host !== b.host) return a.host < b.host ? -1 : 1;
      return a.pid - b.pid || a.start - b.start;
    },
  };
};

const sortKey = (value: FieldValue): SortKey => {
  if (value === null || typeof value === "number") return value;
  if (typeof value === "string") return value.slice(0, keyLength);
  if (typeof value === "boolean") return value ? 1 : 0;
  const first = value[0];
  if (first === undefined) return null;
  return typeof first === "string"
    ? (value as readonly string[]).join(" ").slice(0, keyLength)
    : first.port;
};
