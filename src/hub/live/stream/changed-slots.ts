import { type SampleFrame } from "../../../protocol/frame.ts";
import {
  type NumberFieldId,
  type ProcessFieldId,
  processFieldIds,
} from "../../../protocol/process-fields.ts";
import { processRates } from "../../../protocol/rates.ts";

/** What a field is worked out from, where it is no column of a frame itself. */
const sources = new Map<ProcessFieldId, NumberFieldId>([
  ...processRates.map(({ id, counter }) => [id, counter] as const),
  ["memory_percent", "memory_rss"],
  ["status_name", "status"],
]);

/** Fields that a reader gets where it names none. All but `age`, which is another in each sample. */
export const changingFields: ReadonlySet<ProcessFieldId> = new Set(
  processFieldIds.filter((id) => id !== "age"),
);

/** The slots of which a delta frame changes any of the fields, born ones included. */
export const computeChangedSlots = (
  frame: SampleFrame,
  fields: ReadonlySet<ProcessFieldId>,
): ReadonlySet<number> => {
  const slots = new Set<number>(frame.n?.map(([slot]) => slot));
  for (const [slot, changed] of frame.r ?? [])
    if (Object.keys(changed).some((id) => fields.has(id as ProcessFieldId))) slots.add(slot);
  const columns = new Set<string>();
  for (const id of fields) {
    columns.add(id);
    const source = sources.get(id);
    if (source !== undefined) columns.add(source);
  }
  for (const [id, column] of Object.entries(frame.c ?? {})) {
    if (!columns.has(id) || column === undefined) continue;
    let slot = 0;
    for (const gap of column[0]) slots.add((slot += gap));
  }
  return slots;
};
