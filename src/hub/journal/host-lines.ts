import { type Window } from "../archive/archive.ts";

/** Numbers an entry takes: offset, length, time, sequence. */
const stride = 4;
const helloSequence = -1;

/** Where one line stands in a log file. */
export interface LinePlace {
  readonly offset: number;
  /** Without the newline. */
  readonly length: number;
}

/** The lines of one host in one log, in order: where they stand, not what they say. */
export class HostLines {
  /** Of the last greeting; "" where its line was damaged. */
  epoch = "";
  /** Of the last frame; undefined where the next one must be a key frame. */
  sequence: number | undefined;
  readonly #entries: number[] = [];
  /** Indexes of the key frames. */
  readonly #keys: number[] = [];

  addHello(place: LinePlace, time: number, epoch: string): void {
    if (epoch !== this.epoch) this.sequence = undefined;
    this.epoch = epoch;
    this.#add(place, time, helloSequence);
  }

  /**
   * Returns whether the frame can be applied after those before it. A key frame always can: one whose
   * number is not above the last is of an agent whose greeting was damaged.
   */
  addFrame(place: LinePlace, time: number, frame: { isKey: boolean; sequence: number }): boolean {
    if (!frame.isKey && frame.sequence !== (this.sequence ?? Number.NaN) + 1) return false;
    if (this.sequence !== undefined && frame.sequence <= this.sequence) this.epoch = "";
    if (frame.isKey) this.#keys.push(this.#entries.length / stride);
    this.#add(place, time, frame.sequence);
    this.sequence = frame.sequence;
    return true;
  }

  #add({ offset, length }: LinePlace, time: number, sequence: number): void {
    this.#entries.push(offset, length, time, sequence);
  }

  /** Times of the first and last frame that end at or before a place in the file. */
  span(written: number): Window | undefined {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.#entries.length; at += stride) {
      if (this.#entries[at + 3] === helloSequence || this.#endOf(at) > written) continue;
      const time = this.#entries[at + 2] as number;
      if (time < from) from = time;
      if (time > to) to = time;
    }
    return from <= to ? { from, to } : undefined;
  }

  /**
   * The places of a hello, a key frame and what follows: from a table at or before the window on, where
   * there is one, up to its end. None where no frame is as old as the end of the window.
   */
  places({ from, to }: Window, written: number): LinePlace[] {
    let start: number | undefined;
    let last: number | undefined;
    let isInWindow = false;
    for (let at = 0; at < this.#entries.length && this.#endOf(at) <= written; at += stride) {
      if (this.#entries[at + 3] === helloSequence) continue;
      const time = this.#entries[at + 2] as number;
      // Times may go back, as after a clock was set: then the window is all from its first to its last.
      if (time <= to) last = at;
      if (isInWindow) continue;
      if (time <= from || start === undefined) start = at;
      isInWindow = time >= from;
    }
    if (start === undefined || last === undefined) return [];
    const key = this.#keyBefore(start);
    if (last < key) return [];
    const places: LinePlace[] = [];
    for (let at = key; at <= last; at += stride) places.push(this.#placeOf(at));
    const hello = this.#helloBefore(key);
    return hello === undefined ? places : [this.#placeOf(hello), ...places];
  }

  #keyBefore(entry: number): number {
    let key = 0;
    for (const index of this.#keys) {
      if (index * stride > entry) break;
      key = index * stride;
    }
    return key;
  }

  #helloBefore(entry: number): number | undefined {
    for (let at = entry - stride; at >= 0; at -= stride)
      if (this.#entries[at + 3] === helloSequence) return at;
    return undefined;
  }

  #placeOf(at: number): LinePlace {
    return { offset: this.#entries[at] as number, length: this.#entries[at + 1] as number };
  }

  #endOf(at: number): number {
    return (this.#entries[at] as number) + (this.#entries[at + 1] as number);
  }
}
