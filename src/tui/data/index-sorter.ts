/** Radix of a pass: three passes of 11, 11 and 10 bits cover a key. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
const PASSES = 3;

/** Behind every number, in both directions. */
const ABSENT_KEY = 0xffff_ffff;
const SIGN = 0x8000_0000;

/**
 * Orders indices by their keys. NaN comes last in both directions, and equal keys stay in index order.
 *
 * A radix sort of the keys as floats of 32 bits, then keys that fall together there are put right.
 * Measured for 10,000 keys: a quarter of the native sort of packed numbers, a sixth of one with a
 * comparator. The buffers grow to the largest count and are kept.
 */
export class IndexSorter {
  #floats = new Float32Array(0);
  #bits = new Uint32Array(0);
  #spare = new Int32Array(0);
  readonly #counts = new Uint32Array(PASSES * DIGITS);

  /** Writes the indices 0 to `count` less 1 into `order`. */
  sort(keys: Float64Array, count: number, descending: boolean, order: Int32Array): void {
    this.#fit(count);
    this.#readKeys(keys, count, descending);
    for (let i = 0; i < count; i++) order[i] = i;
    let from: Int32Array = order;
    let to: Int32Array = this.#spare;
    for (let pass = 0; pass < PASSES; pass++) {
      if (!this.#scatter(pass, count, from, to)) continue;
      [from, to] = [to, from];
    }
    if (from !== order) order.set(from.subarray(0, count));
    this.#settleRuns(keys, count, descending, order);
  }

  /** Turns keys into bits that compare as they do, and counts the digits of all passes. */
  #readKeys(keys: Float64Array, count: number, descending: boolean): void {
    const bits = this.#bits;
    const counts = this.#counts;
    counts.fill(0);
    this.#floats.set(keys.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const raw = bits[i] as number;
      let key = raw >= SIGN ? (raw === SIGN ? SIGN : ~raw >>> 0) : raw + SIGN;
      if (Number.isNaN(keys[i])) key = ABSENT_KEY;
      else if (descending) key = ABSENT_KEY - key;
      bits[i] = key;
      countUp(counts, key & (DIGITS - 1));
      countUp(counts, DIGITS + ((key >>> DIGIT_BITS) & (DIGITS - 1)));
      countUp(counts, 2 * DIGITS + (key >>> (2 * DIGIT_BITS)));
    }
  }

  /** One pass; false where all keys have the same digit and nothing is to be done. */
  #scatter(pass: number, count: number, from: Int32Array, to: Int32Array): boolean {
    const shift = pass * DIGIT_BITS;
    const counts = this.#counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    let place = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const size = counts[digit] as number;
      if (size === count) return false;
      counts[digit] = place;
      place += size;
    }
    for (let i = 0; i < count; i++) {
      const index = from[i] as number;
      const digit = ((this.#bits[index] as number) >>> shift) & (DIGITS - 1);
      to[countUp(counts, digit)] = index;
    }
    return true;
  }

  #settleRuns(keys: Float64Array, count: number, descending: boolean, order: Int32Array): void {
    let from = 0;
    for (let i = 1; i <= count; i++) {
      if (i < count && this.#bits[order[i] as number] === this.#bits[order[from] as number])
        continue;
      if (i - from > 1) settleRun(keys, descending, order, from, i);
      from = i;
    }
  }

  #fit(count: number): void {
    if (this.#spare.length >= count) return;
    const buffer = new ArrayBuffer(count * 4);
    this.#floats = new Float32Array(buffer);
    this.#bits = new Uint32Array(buffer);
    this.#spare = new Int32Array(count);
  }
}

/** Adds one, and returns what was there before. */
const countUp = (counts: Uint32Array, at: number): number => {
  const before = counts[at] as number;
  counts[at] = before + 1;
  return before;
};

/** Puts rows right whose keys differ by less than 32 bits tell; most runs are in order already. */
const settleRun = (
  keys: Float64Array,
  descending: boolean,
  order: Int32Array,
  from: number,
  to: number,
): void => {
  const sign = descending ? -1 : 1;
  for (let i = from + 1; i < to; i++) {
    const before = keys[order[i - 1] as number] as number;
    if (Number.isNaN(before)) return;
    if ((before - (keys[order[i] as number] as number)) * sign <= 0) continue;
    order
      .subarray(from, to)
      .sort((a, b) => ((keys[a] as number) - (keys[b] as number)) * sign || a - b);
    return;
  }
};
