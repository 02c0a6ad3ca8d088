/**
 * Changes of one field as bytes: per sample that has any, the distance to the sample before, their
 * number, then for each the distance to the slot before and the difference. Integers are base 128,
 * lowest part first. A difference is 0 for "absent from now on", 1 for one beyond 2^51 (8 bytes follow),
 * else twice its amount, plus 2 where it is not negative and plus 1 where it is.
 */
export class ChangeWriter {
  bytes: Uint8Array;
  length = 0;
  #lastSample = 0;

  constructor(capacity = 64) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Announces changes of one sample; as many calls of `change` follow. */
  sample(index: number, count: number): void {
    this.#reserve(16 + count * (bytesOfSlot + bytesOfDiff));
    this.#integer(index - this.#lastSample);
    this.#integer(count);
    this.#lastSample = index;
  }

  change(gap: number, diff: number | null): void {
    this.#integer(gap);
    if (diff === null) this.#integer(0);
    else if (diff >= largeDiff || diff <= -largeDiff) this.#large(diff);
    else this.#integer(diff >= 0 ? 2 * diff + 2 : 1 - 2 * diff);
  }

  #integer(value: number): void {
    const { bytes } = this;
    let rest = value;
    // Bit operators take 32 bits; few values are larger.
    while (rest >= 0x8000_0000) {
      bytes[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  #large(diff: number): void {
    this.#integer(1);
    float[0] = diff;
    this.bytes.set(floatBytes, this.length);
    this.length += 8;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

const largeDiff = 2 ** 51;
/** Slots are below 2^17; a difference is below 2^53, or a mark and 8 bytes. */
const bytesOfSlot = 3;
const bytesOfDiff = 9;
const float = new Float64Array(1);
const floatBytes = new Uint8Array(float.buffer);

/** Reads what a ChangeWriter wrote, from the start to `end`. */
export class ChangeReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get hasMore(): boolean {
    return this.#at < this.#end;
  }

  integer(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] as number;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.#at++] as number;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return value;
  }

  /** NaN for "absent from now on". */
  diff(): number {
    const code = this.integer();
    if (code === 0) return Number.NaN;
    if (code === 1) {
      floatBytes.set(this.#bytes.subarray(this.#at, this.#at + 8));
      this.#at += 8;
      return float[0] as number;
    }
    return code % 2 === 0 ? (code - 2) / 2 : (1 - code) / 2;
  }
}
