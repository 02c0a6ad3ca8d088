/** `end` of a process that lives on. */
export const livesOn = 0xffff;

/** Who stood in which slot from which sample to which, as columns. */
export interface LifetimeColumns {
  readonly pid: Uint32Array | Float64Array;
  readonly start: Float64Array;
  readonly slot: Uint16Array | Uint32Array;
  /** Index of the first sample that shows it. */
  readonly first: Uint16Array;
  /** Index of the sample that shows it no more, even if that is the first of the next chunk; or `livesOn`. */
  readonly end: Uint16Array;
  /** Index into the names of the chunk. */
  readonly name: Uint16Array | Uint32Array;
}

/** Lifetimes while a chunk grows. */
export class Lifetimes implements LifetimeColumns {
  count = 0;
  pid: Float64Array;
  start: Float64Array;
  slot: Uint32Array;
  first: Uint16Array;
  end: Uint16Array;
  name: Uint32Array;
  /** Lifetime of the process that stands in a slot now, plus 1. */
  #current: Uint32Array;

  constructor(processes: number, slots: number) {
    const capacity = Math.max(8, processes + (processes >> 1));
    this.pid = new Float64Array(capacity);
    this.start = new Float64Array(capacity);
    this.slot = new Uint32Array(capacity);
    this.first = new Uint16Array(capacity);
    this.end = new Uint16Array(capacity);
    this.name = new Uint32Array(capacity);
    this.#current = new Uint32Array(Math.max(8, slots));
  }

  begin(slot: number, pid: number, start: number, sample: number, name: number): void {
    if (this.count === this.pid.length) this.#grow();
    const at = this.count++;
    this.pid[at] = pid;
    this.start[at] = start;
    this.slot[at] = slot;
    this.first[at] = sample;
    this.end[at] = livesOn;
    this.name[at] = name;
    if (slot >= this.#current.length)
      this.#current = widened(this.#current, Math.max(slot + 1, 2 * this.#current.length));
    this.#current[slot] = at + 1;
  }

  /** The lifetime in a slot, or -1. */
  current(slot: number): number {
    return (this.#current[slot] ?? 0) - 1;
  }

  finish(lifetime: number, sample: number): void {
    this.end[lifetime] = sample;
    this.#current[this.slot[lifetime] as number] = 0;
  }

  /** The same in as few bytes as the values need. */
  packed(): LifetimeColumns {
    const { count } = this;
    const pid = this.pid.subarray(0, count);
    return {
      pid: maxOf(pid) < 2 ** 32 ? Uint32Array.from(pid) : pid.slice(),
      start: this.start.slice(0, count),
      slot: narrowed(this.slot.subarray(0, count)),
      first: this.first.slice(0, count),
      end: this.end.slice(0, count),
      name: narrowed(this.name.subarray(0, count)),
    };
  }

  get bytes(): number {
    return this.pid.length * bytesOfLifetime + this.#current.byteLength;
  }

  #grow(): void {
    const capacity = 2 * this.pid.length;
    this.pid = widened(this.pid, capacity);
    this.start = widened(this.start, capacity);
    this.slot = widened(this.slot, capacity);
    this.first = widened(this.first, capacity);
    this.end = widened(this.end, capacity);
    this.name = widened(this.name, capacity);
  }
}

const bytesOfLifetime = 28;

const widened = <T extends Float64Array | Uint32Array | Uint16Array>(
  old: T,
  capacity: number,
): T => {
  const grown = new (old.constructor as new (length: number) => T)(capacity);
  grown.set(old);
  return grown;
};

const maxOf = (values: Float64Array | Uint32Array): number => {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
};

const narrowed = (values: Uint32Array): Uint16Array | Uint32Array =>
  maxOf(values) < 2 ** 16 ? Uint16Array.from(values) : values.slice();
