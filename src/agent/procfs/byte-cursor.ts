const SPACE = 0x20;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * Walks over the bytes of a /proc file and reads numbers without making strings. One cursor serves
 * all files: `reset` points it at the next one. Bytes past `end` are never looked at.
 */
export class ByteCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;

  reset(bytes: Uint8Array, end: number, at = 0): void {
    this.bytes = bytes;
    this.end = end;
    this.at = at;
  }

  /** The next decimal number behind spaces and tabs; NaN, without moving on, where there is none. */
  number(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && (bytes[at] === SPACE || bytes[at] === 0x09)) at++;
    const isNegative = bytes[at] === MINUS;
    const first = isNegative ? at + 1 : at;
    let value = 0;
    let i = first;
    for (; i < end; i++) {
      const digit = (bytes[i] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (i === first) return Number.NaN;
    this.at = i;
    return isNegative ? -value : value;
  }

  /** Passes over `count` words on the current line. */
  skipWords(count: number): void {
    const { bytes, end } = this;
    let at = this.at;
    for (let word = 0; word < count; word++) {
      while (at < end && bytes[at] === SPACE) at++;
      while (at < end && bytes[at] !== SPACE && bytes[at] !== NEWLINE) at++;
    }
    this.at = at;
  }

  /** Moves behind the next newline. False at the end of the file. */
  nextLine(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && bytes[at] !== NEWLINE) at++;
    this.at = Math.min(at + 1, end);
    return this.at < end;
  }

  /** Whether the bytes ahead are these. Moves behind them if so. */
  take(ascii: string): boolean {
    if (this.at + ascii.length > this.end) return false;
    for (let i = 0; i < ascii.length; i++)
      if (this.bytes[this.at + i] !== ascii.charCodeAt(i)) return false;
    this.at += ascii.length;
    return true;
  }
}
