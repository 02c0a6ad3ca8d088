import { type ProcessTable } from "../../protocol/process-table.ts";
import { IndexSorter } from "./index-sorter.ts";

/** The living slots of one table by pid: the order of rows that are equal in what they are sorted by. */
export class PidOrder {
  #table: ProcessTable | undefined;
  #generation = -1;
  #slots = new Int32Array(0);
  #pids = new Float64Array(0);
  readonly #sorter = new IndexSorter();

  /** Sorted anew only after a birth or a death. */
  slotsOf(table: ProcessTable): Int32Array {
    if (table === this.#table && table.generation === this.#generation) return this.#slots;
    if (this.#pids.length < table.count) this.#pids = new Float64Array(table.capacity);
    const slots = new Int32Array(table.count);
    const order = new Int32Array(table.count);
    let count = 0;
    for (let slot = 0; slot < table.bound; slot++) {
      if (table.used[slot] !== 1) continue;
      this.#pids[count] = table.pid[slot] as number;
      slots[count++] = slot;
    }
    this.#sorter.sort(this.#pids, count, false, order);
    this.#slots = order.map((i) => slots[i] as number);
    this.#table = table;
    this.#generation = table.generation;
    return this.#slots;
  }
}
