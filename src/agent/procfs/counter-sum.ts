/**
 * The sum of counters of things that come and go (disks, interfaces). It never falls: a counter that
 * fell began anew, what vanished keeps its share, and what appears adds all it has counted.
 */
export class CounterSum {
  #total = 0;
  #last = new Map<string, number>();

  /** The sum now, given all counters by name; NaN values are passed over. */
  update(counters: Iterable<readonly [name: string, value: number]>): number {
    const last = new Map<string, number>();
    for (const [name, value] of counters) {
      if (Number.isNaN(value)) continue;
      const before = this.#last.get(name) ?? 0;
      this.#total += value >= before ? value - before : value;
      last.set(name, value);
    }
    this.#last = last;
    return this.#total;
  }
}
