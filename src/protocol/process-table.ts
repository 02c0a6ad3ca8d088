import { type PortBinding } from "./port.ts";
import {
  bornRowFieldIds,
  type InfoFieldId,
  type NumberFieldId,
  numberFieldIds,
} from "./process-fields.ts";

/** What an info column holds. Absent (could not be read) is null, never an empty value. */
export interface InfoValues {
  name: string | null;
  cmdline: readonly string[] | null;
  exe: string | null;
  username: string | null;
  cgroup: string | null;
  cwd: string | null;
  tty: string | null;
  container_id: string | null;
  kernel_thread: boolean | null;
  ports: readonly PortBinding[] | null;
}

export type NumberColumns = Record<NumberFieldId, Float64Array>;
export type InfoColumns = { [Id in InfoFieldId]: InfoValues[Id][] };

/**
 * Every slot in use after a frame is below this, so that the memory of a table follows from the processes
 * it really held: one row in the last of all slots would take 30 MB.
 */
export const slotBoundOf = (processes: number): number => 4 * processes + 1024;

/**
 * The processes of one host at one moment, as columns indexed by slot. A slot is a small integer that
 * a process keeps while it lives and that is used again afterwards; the agent assigns it.
 *
 * Number columns hold wire integers: the value in the field's unit divided by its `resolution`, NaN
 * where absent; `status` holds the character code of its letter. Invariants: `used[slot]` is 1 exactly
 * for the slots of living processes; `count` is their number; columns of unused slots are NaN or null.
 * `generation` grows with every birth or death, so that what is derived from the set can be kept.
 */
export class ProcessTable {
  count = 0;
  generation = 0;
  capacity: number;
  /** One above the highest slot in use: the bound of loops over slots. */
  bound = 0;
  used: Uint8Array;
  pid: Float64Array;
  start: Float64Array;
  readonly numbers: NumberColumns;
  readonly info: InfoColumns;

  /** No slot below is free. */
  #firstFree = 0;
  #slotOfPid = new Map<number, number>();
  #slotOfPidGeneration = 0;

  constructor(capacity = 256) {
    this.capacity = capacity;
    this.used = new Uint8Array(capacity);
    this.pid = new Float64Array(capacity);
    this.start = new Float64Array(capacity);
    this.numbers = emptyNumbers(capacity);
    this.info = Object.fromEntries(
      bornRowFieldIds.map((id) => [id, Array.from({ length: capacity }, () => null)]),
    ) as unknown as InfoColumns;
  }

  /** Makes room for so many slots and a quarter more at once, so that filling them copies no columns. */
  reserve(slots: number): void {
    if (slots > this.capacity) this.#grow(slots + (slots >> 2));
  }

  /** Takes a free slot for a process. The caller fills its columns. */
  add(slot: number, pid: number, start: number): void {
    if (slot >= this.capacity) this.#grow(Math.max(slot + 1, 2 * this.capacity));
    this.used[slot] = 1;
    this.pid[slot] = pid;
    this.start[slot] = start;
    this.count++;
    this.generation++;
    if (slot >= this.bound) this.bound = slot + 1;
  }

  /** Gives a slot back and clears its columns. */
  remove(slot: number): void {
    this.used[slot] = 0;
    this.pid[slot] = 0;
    this.start[slot] = 0;
    for (const id of numberFieldIds) this.numbers[id][slot] = Number.NaN;
    for (const id of bornRowFieldIds) this.info[id][slot] = null;
    this.count--;
    this.generation++;
    if (slot < this.#firstFree) this.#firstFree = slot;
    while (this.bound > 0 && this.used[this.bound - 1] === 0) this.bound--;
  }

  /** The lowest free slot, so that the slots in use stay dense. */
  freeSlot(): number {
    while (this.used[this.#firstFree] === 1) this.#firstFree++;
    return this.#firstFree;
  }

  /**
   * Moves the processes of the highest slots into free ones if a burst of processes has left the table
   * half as sparse as a receiver takes. To that one they have ended and begun anew, so their rates are
   * absent once. Returns whether any was moved.
   */
  compact(): boolean {
    if (this.bound <= slotBoundOf(this.count) / 2) return false;
    for (let slot = this.bound - 1; slot >= this.count; slot--)
      if (this.used[slot] === 1) this.#move(slot, this.freeSlot());
    return true;
  }

  clear(): void {
    if (this.count > 0) this.generation++;
    this.used.fill(0, 0, this.bound);
    this.pid.fill(0, 0, this.bound);
    this.start.fill(0, 0, this.bound);
    for (const id of numberFieldIds) this.numbers[id].fill(Number.NaN, 0, this.bound);
    for (const id of bornRowFieldIds) (this.info[id] as null[]).fill(null, 0, this.bound);
    this.count = 0;
    this.bound = 0;
    this.#firstFree = 0;
  }

  /** The slot of a living process, or undefined. */
  slotOfPid(pid: number): number | undefined {
    if (this.#slotOfPidGeneration !== this.generation) {
      this.#slotOfPid.clear();
      for (let slot = 0; slot < this.bound; slot++) {
        if (this.used[slot] === 1) this.#slotOfPid.set(this.pid[slot] as number, slot);
      }
      this.#slotOfPidGeneration = this.generation;
    }
    return this.#slotOfPid.get(pid);
  }

  #move(from: number, to: number): void {
    this.add(to, this.pid[from] as number, this.start[from] as number);
    for (const id of numberFieldIds) this.numbers[id][to] = this.numbers[id][from] as number;
    for (const id of bornRowFieldIds) {
      const column: unknown[] = this.info[id];
      column[to] = column[from];
    }
    this.remove(from);
  }

  #grow(capacity: number): void {
    const { used, pid, start, numbers } = this;
    this.used = new Uint8Array(capacity);
    this.used.set(used);
    this.pid = new Float64Array(capacity);
    this.pid.set(pid);
    this.start = new Float64Array(capacity);
    this.start.set(start);
    const grown = emptyNumbers(capacity);
    for (const id of numberFieldIds) {
      grown[id].set(numbers[id]);
      this.numbers[id] = grown[id];
    }
    for (const id of bornRowFieldIds) {
      const column: unknown[] = this.info[id];
      for (let slot = column.length; slot < capacity; slot++) column.push(null);
    }
    this.capacity = capacity;
  }
}

/** Columns in one piece of memory: two dozen allocations a host cost more time than filling them. */
const emptyNumbers = (capacity: number): NumberColumns => {
  const all = new Float64Array(numberFieldIds.length * capacity).fill(Number.NaN);
  return Object.fromEntries(
    numberFieldIds.map((id, i) => [id, all.subarray(i * capacity, (i + 1) * capacity)]),
  ) as NumberColumns;
};
