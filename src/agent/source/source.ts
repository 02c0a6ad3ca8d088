import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostState } from "../../protocol/host-state.ts";

/** Where samples come from: this machine's /proc, or systeminformation where there is none. */
export interface Source {
  readonly kind: HostFacts["source"];
  /** What does not change while the host runs. Read once. */
  facts(): Promise<HostFacts>;
  /**
   * Brings `state` to the present: processes that are gone are removed, new ones added in free slots,
   * values and `time` and `elapsed` set. The same `state` is passed each time. A process keeps its slot,
   * unless the table is compacted.
   * Rates of fields whose counter is filled are left alone: the reader of a frame derives them.
   */
  sample(state: HostState): Promise<void>;
  close(): void;
}
