import { HostState } from "../../protocol/host-state.ts";
import { bornRowFieldIds, numberFieldIds } from "../../protocol/process-fields.ts";
import { type HostView } from "../../protocol/process-row.ts";

/** A live table as it is now: the next frame changes the live one in place. */
export const copyView = ({ host, facts, state }: HostView): HostView => {
  const from = state.processes;
  const copy = new HostState(Math.max(1, from.bound));
  copy.time = state.time;
  copy.elapsed = state.elapsed;
  copy.values.set(state.values);
  copy.corePercents = state.corePercents;
  copy.mounts = state.mounts;
  const to = copy.processes;
  const { bound } = from;
  to.used.set(from.used.subarray(0, bound));
  to.pid.set(from.pid.subarray(0, bound));
  to.start.set(from.start.subarray(0, bound));
  for (const id of numberFieldIds) to.numbers[id].set(from.numbers[id].subarray(0, bound));
  for (const id of bornRowFieldIds) {
    const column: unknown[] = to.info[id];
    for (let slot = 0; slot < bound; slot++) column[slot] = from.info[id][slot];
  }
  to.bound = bound;
  to.count = from.count;
  // Not that of an empty table: what is derived from the processes is worked out anew.
  to.generation = 1;
  return { host, facts, state: copy };
};
