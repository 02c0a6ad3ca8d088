/**
 * Turns texts into numbers of the same order, so that one sort serves all columns. Ranks are kept from
 * one call to the next: in steady state a text costs one map lookup.
 */
export class TextRanks {
  #ranks = new Map<string, number>();

  /** `textAt` null is absent and becomes NaN. Upper and lower case count as the same. */
  rank(textAt: (i: number) => string | null, count: number, keys: Float64Array): void {
    if (this.#ranks.size > 2 * count + 1024) this.#ranks.clear();
    const unknown = new Set<string>();
    for (let i = 0; i < count; i++) {
      const text = textAt(i);
      if (text !== null && !this.#ranks.has(text)) unknown.add(text);
    }
    if (unknown.size > 0) this.#admit(unknown);
    for (let i = 0; i < count; i++) {
      const text = textAt(i);
      keys[i] = text === null ? Number.NaN : (this.#ranks.get(text) as number);
    }
  }

  get size(): number {
    return this.#ranks.size;
  }

  forget(): void {
    this.#ranks.clear();
  }

  #admit(unknown: Iterable<string>): void {
    const folded = [...this.#ranks.keys(), ...unknown].map((text) => ({
      text,
      key: text.toLowerCase(),
    }));
    folded.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.text < b.text ? -1 : 1));
    this.#ranks = new Map(folded.map(({ text }, rank) => [text, rank]));
  }
}
