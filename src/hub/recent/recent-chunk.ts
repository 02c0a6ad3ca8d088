import { type SampleFrame } from "../../protocol/frame.ts";
import { type SparseLetters, type SparseNumbers } from "../../protocol/frame-body.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostState } from "../../protocol/host-state.ts";
import { type NumberFieldId, numberFieldIds } from "../../protocol/process-fields.ts";
import { ChangeReader, ChangeWriter } from "./change-stream.ts";
import { type LifetimeColumns, Lifetimes } from "./lifetimes.ts";

/** Successive samples of one boot: a whole table, then what changed in it. */
export interface RecentChunk {
  readonly facts: HostFacts;
  /** Samples. The columns may be longer. */
  readonly count: number;
  readonly times: Float64Array;
  readonly elapsed: Float64Array;
  readonly processes: Uint32Array;
  readonly cpuPercent: Float64Array;
  readonly memoryRss: Float64Array;
  /** The columns of lifetimes may be longer. */
  readonly lifetimeCount: number;
  readonly lifetimes: LifetimeColumns;
  readonly names: readonly (string | null)[];
  /** The changes of a number field by slot; of the host's fields, with numbers in place of slots. */
  changes(id: NumberFieldId | "host"): ChangeReader;
  readonly bytes: number;
}

const streamOf = new Map<NumberFieldId | "host", number>([
  ...numberFieldIds.map((id, stream) => [id, stream] as const),
  ["host", numberFieldIds.length],
]);

/** The chunk that samples are appended to. It begins with the table after some frame. */
export class OpenChunk implements RecentChunk {
  readonly facts: HostFacts;
  count = 0;
  readonly times: Float64Array;
  readonly elapsed: Float64Array;
  readonly processes: Uint32Array;
  readonly cpuPercent: Float64Array;
  readonly memoryRss: Float64Array;
  readonly lifetimes: Lifetimes;
  readonly names: (string | null)[] = [];
  /** Of the table it began with. */
  readonly baseBytes: number;
  readonly #numberOfName = new Map<string | null, number>();
  readonly #streams = Array.from(streamOf, () => new ChangeWriter());
  /** The host's values in the last sample. */
  readonly #host: Float64Array;

  constructor(facts: HostFacts, state: HostState, time: number, capacity: number) {
    this.facts = facts;
    this.times = new Float64Array(capacity);
    this.elapsed = new Float64Array(capacity);
    this.processes = new Uint32Array(capacity);
    this.cpuPercent = new Float64Array(capacity);
    this.memoryRss = new Float64Array(capacity);
    this.lifetimes = new Lifetimes(state.processes.count, state.processes.bound);
    this.#host = new Float64Array(state.values.length).fill(Number.NaN);
    this.#addTable(state);
    this.#addSample(state, time);
    this.baseBytes = this.bytes;
  }

  get capacity(): number {
    return this.times.length;
  }

  get lifetimeCount(): number {
    return this.lifetimes.count;
  }

  /** Appends the delta whose outcome is `state`. */
  append(frame: SampleFrame, state: HostState, time: number): void {
    const { lifetimes, count } = this;
    for (const slot of frame.x ?? []) lifetimes.finish(lifetimes.current(slot), count);
    for (const [slot, pid, start] of frame.n ?? [])
      lifetimes.begin(slot, pid, start, count, this.#nameOf(state, slot));
    for (const [slot, { name }] of frame.r ?? [])
      if (name !== undefined) lifetimes.name[lifetimes.current(slot)] = this.#nameOf(state, slot);
    if (frame.c !== undefined)
      for (const [stream, id] of numberFieldIds.entries()) {
        const sparse = frame.c[id];
        if (sparse !== undefined) addSparse(this.#streams[stream] as ChangeWriter, count, sparse);
      }
    this.#addSample(state, time);
  }

  changes(id: NumberFieldId | "host"): ChangeReader {
    const { bytes, length } = this.#streams[streamOf.get(id) as number] as ChangeWriter;
    return new ChangeReader(bytes, 0, length);
  }

  get bytes(): number {
    let bytes = this.lifetimes.bytes + this.capacity * bytesOfSample + bytesOfNames(this.names);
    for (const stream of this.#streams) bytes += stream.bytes.length;
    return bytes;
  }

  /** The same in as few bytes as it needs, for good. */
  sealed(): RecentChunk {
    const { count } = this;
    const ends = new Uint32Array(this.#streams.length + 1);
    for (const [i, { length }] of this.#streams.entries())
      ends[i + 1] = (ends[i] as number) + length;
    const changes = new Uint8Array(ends.at(-1) as number);
    for (const [i, { bytes, length }] of this.#streams.entries())
      changes.set(bytes.subarray(0, length), ends[i]);
    const lifetimes = this.lifetimes.packed();
    let bytes = changes.length + ends.byteLength + count * bytesOfSample + bytesOfNames(this.names);
    for (const column of Object.values(lifetimes) as Float64Array[]) bytes += column.byteLength;
    return {
      facts: this.facts,
      count,
      times: this.times.slice(0, count),
      elapsed: this.elapsed.slice(0, count),
      processes: this.processes.slice(0, count),
      cpuPercent: this.cpuPercent.slice(0, count),
      memoryRss: this.memoryRss.slice(0, count),
      lifetimeCount: this.lifetimes.count,
      lifetimes,
      names: this.names,
      changes: (id) => {
        const stream = streamOf.get(id) as number;
        return new ChangeReader(changes, ends[stream] as number, ends[stream + 1] as number);
      },
      bytes,
    };
  }

  #addTable(state: HostState): void {
    const table = state.processes;
    for (let slot = 0; slot < table.bound; slot++)
      if (table.used[slot] === 1)
        this.lifetimes.begin(
          slot,
          table.pid[slot] as number,
          table.start[slot] as number,
          0,
          this.#nameOf(state, slot),
        );
    for (const [stream, id] of numberFieldIds.entries())
      addPresent(this.#streams[stream] as ChangeWriter, table.numbers[id], table.bound);
  }

  #addSample(state: HostState, time: number): void {
    const { count } = this;
    const table = state.processes;
    this.times[count] = time;
    this.elapsed[count] = state.elapsed;
    this.processes[count] = table.count;
    this.cpuPercent[count] = sumOf(table.numbers.cpu_percent, table.bound);
    this.memoryRss[count] = sumOf(table.numbers.memory_rss, table.bound);
    addDifferences(this.#streams.at(-1) as ChangeWriter, count, this.#host, state.values);
    this.count++;
  }

  #nameOf(state: HostState, slot: number): number {
    const name = state.processes.info.name[slot] ?? null;
    const known = this.#numberOfName.get(name);
    if (known !== undefined) return known;
    this.#numberOfName.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

const bytesOfSample = 36;
/** Of V8: a short one-byte string and its place in an array. */
const bytesOfName = 32;
const bytesOfNames = (names: readonly (string | null)[]): number => names.length * bytesOfName;

const addSparse = (
  stream: ChangeWriter,
  sample: number,
  [gaps, diffs]: SparseNumbers | SparseLetters,
): void => {
  stream.sample(sample, gaps.length);
  const areLetters = typeof diffs === "string";
  for (let i = 0; i < gaps.length; i++) {
    const diff = areLetters
      ? diffs[i] === " "
        ? null
        : diffs.charCodeAt(i)
      : (diffs[i] as number | null);
    stream.change(gaps[i] as number, diff);
  }
};

/** All values that are there, as differences from absent. */
const addPresent = (stream: ChangeWriter, column: Float64Array, bound: number): void => {
  let count = 0;
  for (let slot = 0; slot < bound; slot++) if (!Number.isNaN(column[slot] as number)) count++;
  if (count === 0) return;
  stream.sample(0, count);
  let last = 0;
  for (let slot = 0; slot < bound; slot++) {
    const value = column[slot] as number;
    if (Number.isNaN(value)) continue;
    stream.change(slot - last, value);
    last = slot;
  }
};

/** What differs between two columns; `before` becomes the same as `after`. */
const addDifferences = (
  stream: ChangeWriter,
  sample: number,
  before: Float64Array,
  after: Float64Array,
): void => {
  let count = 0;
  for (let i = 0; i < after.length; i++) if (!Object.is(before[i], after[i])) count++;
  if (count === 0) return;
  stream.sample(sample, count);
  let last = 0;
  for (let i = 0; i < after.length; i++) {
    const old = before[i] as number;
    const now = after[i] as number;
    if (Object.is(old, now)) continue;
    stream.change(i - last, Number.isNaN(now) ? null : now - (Number.isNaN(old) ? 0 : old));
    last = i;
    before[i] = now;
  }
};

/** NaN where no value is known. */
const sumOf = (column: Float64Array, bound: number): number => {
  let sum = 0;
  let isKnown = false;
  for (let slot = 0; slot < bound; slot++) {
    const value = column[slot] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    isKnown = true;
  }
  return isKnown ? sum : Number.NaN;
};
