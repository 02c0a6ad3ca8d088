const zero = 48;
const minus = 45;
const dot = 46;
const billion = 1_000_000_000;
/** Below this many bytes a loop is faster than a call of copyWithin. */
const shortCopy = 24;

/** Text under way as bytes: JSON of many numbers without a string for each. */
export class ByteText {
  length = 0;
  #bytes: Buffer;

  constructor(capacity = 16 * 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** What was written; it shares memory with the writer. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.length += this.#bytes.write(text, this.length);
  }

  /** Writes once more what stands from `start` to `end`. */
  again(start: number, end: number): void {
    const count = end - start;
    this.#reserve(count);
    if (count < shortCopy)
      for (let i = 0; i < count; i++)
        this.#bytes[this.length + i] = this.#bytes[start + i] as number;
    else this.#bytes.copyWithin(this.length, start, end);
    this.length += count;
  }

  /** A whole number divided by a power of ten, in the shortest form; null where it is NaN. */
  number(whole: number, perUnit: number): void {
    if (Number.isNaN(whole)) {
      this.text("null");
      return;
    }
    this.#reserve(32);
    if (whole < 0) this.#bytes[this.length++] = minus;
    const size = Math.abs(whole);
    const units = perUnit === 1 ? size : Math.floor(size / perUnit);
    this.#digits(units);
    let fraction = size - units * perUnit;
    if (fraction === 0) return;
    this.#bytes[this.length++] = dot;
    let place = perUnit / 10;
    while (fraction > 0) {
      const digit = Math.floor(fraction / place);
      this.#bytes[this.length++] = zero + digit;
      fraction -= digit * place;
      place /= 10;
    }
  }

  #digits(value: number): void {
    if (value >= billion) {
      const high = Math.floor(value / billion);
      this.#digits(high);
      this.#padded(value - high * billion, 9);
      return;
    }
    let count = 1;
    for (let bound = 10; value >= bound; bound *= 10) count++;
    this.#padded(value, count);
  }

  #padded(value: number, count: number): void {
    let rest = value;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = zero + rest - next * 10;
      rest = next;
    }
    this.length += count;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.length + count));
    this.#bytes.copy(grown, 0, 0, this.length);
    this.#bytes = grown;
  }
}
