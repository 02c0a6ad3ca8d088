import { type ProcessTable } from "../../protocol/process-table.ts";

const SLOT_SPAN = 2 ** 17;

/** The living slots of one table by pid: the order of rows that are equal in what they are sorted by. */
export class PidOrder {
  #table: ProcessTable | undefined;
  #generation = -1;
  #slots = new Int32Array(0);
  #packed = new Float64Array(0);

  /** Sorted anew only after a birth or a death. */
  slotsOf(table: ProcessTable): Int32Array {
    if (table === this.#table && table.generation === this.#generation) return this.#slots;
    if (this.#packed.length < table.count) this.#packed = new Float64Array(table.capacity);
    let count = 0;
    for (let slot = 0; slot < table.bound; slot++)
      if (table.used[slot] === 1)
        this.#packed[count++] = (table.pid[slot] as number) * SLOT_SPAN + slot;
    const packed = this.#packed.subarray(0, count).sort();
    this.#slots = Int32Array.from(packed, (value) => value % SLOT_SPAN);
    this.#table = table;
    this.#generation = table.generation;
    return this.#slots;
  }
}
