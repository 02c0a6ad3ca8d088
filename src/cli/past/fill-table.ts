import { type Field } from "../../protocol/field.ts";
import {
  bornRowFieldIds,
  numberFieldIds,
  type ProcessFieldId,
  processFields,
} from "../../protocol/process-fields.ts";
import { type FieldValue } from "../../protocol/process-row.ts";
import { type ProcessTable } from "../../protocol/process-table.ts";
import { type PastRow } from "./past-rows.ts";

/** Puts rows into an empty table, from units back to wire integers. What a row has not is absent. */
export const fillTable = (table: ProcessTable, rows: readonly PastRow[]): void => {
  rows.forEach((row, slot) => {
    table.add(slot, Number(row.pid), Number(row.start));
    for (const id of numberFieldIds) table.numbers[id][slot] = wireOf(id, row[id]);
    for (const id of bornRowFieldIds) {
      const column: unknown[] = table.info[id];
      column[slot] = row[id] ?? null;
    }
  });
};

const wireOf = (id: ProcessFieldId, value: FieldValue | undefined): number => {
  if (typeof value === "number") return Math.round(value / (processFields[id] as Field).resolution);
  // A state, as the character code of its letter.
  return typeof value === "string" ? value.charCodeAt(0) : Number.NaN;
};
