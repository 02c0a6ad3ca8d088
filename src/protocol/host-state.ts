import { type Mount } from "./host-facts.ts";
import { type HostNumberFieldId, hostNumberFieldIds } from "./host-fields.ts";
import { ProcessTable } from "./process-table.ts";

const numberOfHostField = new Map(hostNumberFieldIds.map((id, number) => [id, number]));

/** The place of a host field in `HostState.values` and in a frame's `h`. */
export const hostFieldNumber = (id: HostNumberFieldId): number =>
  numberOfHostField.get(id) as number;

/**
 * One host at one moment: what a sampler fills, what a frame is the difference of, what the hub and
 * the terminal hold. `values` are wire integers by field number, NaN where absent.
 */
export class HostState {
  /** Wall clock of the sample, milliseconds since 1970. 0 before the first. */
  time = 0;
  /** Monotonic time since the sample before, in milliseconds; 0 where there was none. */
  elapsed = 0;
  readonly values = new Float64Array(hostNumberFieldIds.length).fill(Number.NaN);
  /** Whole percents of each core; null for a core that is offline. null where it cannot be read. */
  corePercents: readonly (number | null)[] | null = null;
  mounts: readonly Mount[] | null = null;
  readonly processes: ProcessTable;

  constructor(capacity?: number) {
    this.processes = new ProcessTable(capacity);
  }
}
