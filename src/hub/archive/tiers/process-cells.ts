import { type NumberFieldId, numberFieldIds } from "../../../protocol/process-fields.ts";
import { clearCells, processCellKind, strideOf } from "./field-cells.ts";

const offsets = new Map<NumberFieldId, number>();
let total = 0;
for (const id of numberFieldIds) {
  offsets.set(id, total);
  total += strideOf[processCellKind(id)];
}

/** Cells of all fields of one process, empty at first; in one array, for there are many processes. */
export const createProcessCells = (buckets: number): ((id: NumberFieldId) => Float64Array) => {
  const all = new Float64Array(total * buckets);
  const cells = (id: NumberFieldId): Float64Array => {
    const offset = (offsets.get(id) as number) * buckets;
    return all.subarray(offset, offset + strideOf[processCellKind(id)] * buckets);
  };
  for (const id of numberFieldIds) clearCells(processCellKind(id), cells(id));
  return cells;
};
