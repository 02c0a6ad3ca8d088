/** Busy share of each core between two readings of its ticks, in whole percents; null while offline. */
export class CorePercents {
  #busy: number[] = [];
  #total: number[] = [];
  #percents: readonly (number | null)[] | null = null;

  /** null before the second reading. A core whose ticks did not move keeps its share. */
  update(busy: readonly number[], total: readonly number[]): readonly (number | null)[] | null {
    const isFirst = this.#total.length === 0;
    const percents = total.map((now, core) => {
      if (Number.isNaN(now)) return null;
      const elapsed = now - (this.#total[core] ?? Number.NaN);
      const worked = (busy[core] as number) - (this.#busy[core] ?? Number.NaN);
      if (!(elapsed > 0)) return this.#percents?.[core] ?? null;
      return Math.min(100, Math.max(0, Math.round((worked * 100) / elapsed)));
    });
    this.#busy = [...busy];
    this.#total = [...total];
    if (!isFirst) this.#percents = percents;
    return this.#percents;
  }
}
