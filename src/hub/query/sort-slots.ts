import { type HostView } from "../../protocol/process-row.ts";
import { createRowOrder } from "./row-order.ts";

/** Slots of one host in the order of a query. */
export const sortSlots = (
  view: HostView,
  slots: readonly number[],
  query: Parameters<typeof createRowOrder>[0],
): number[] => {
  const { keyOf, compare } = createRowOrder(query);
  const { host } = view;
  const { pid, start } = view.state.processes;
  return slots
    .map((slot) => ({
      slot,
      key: keyOf(view, slot),
      host,
      pid: pid[slot] as number,
      start: start[slot] as number,
    }))
    .sort(compare)
    .map(({ slot }) => slot);
};
