import { type Mount } from "../../src/protocol/host-facts.ts";
import { type HostNumberFieldId } from "../../src/protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { addProcess, type SomeProcess } from "./host-view.ts";

/** A sample as a fixture describes it: wire integers by name, absent where left out or null. */
export interface DescribedState {
  readonly time: number;
  readonly elapsed: number;
  readonly values: Partial<Record<HostNumberFieldId, number | null>>;
  readonly cores: readonly (number | null)[] | null;
  readonly mounts: readonly Mount[] | null;
  readonly processes: readonly (SomeProcess & { readonly slot: number })[];
}

export const describedState = (described: DescribedState): HostState => {
  const state = new HostState();
  state.time = described.time;
  state.elapsed = described.elapsed;
  for (const [id, value] of Object.entries(described.values))
    state.values[hostFieldNumber(id as HostNumberFieldId)] = value ?? Number.NaN;
  state.corePercents = described.cores;
  state.mounts = described.mounts;
  for (const process of described.processes) addProcess(state.processes, process.slot, process);
  return state;
};
