import { type SampleFrame } from "../../protocol/frame.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostState } from "../../protocol/host-state.ts";
import { type Window } from "../archive/archive.ts";
import { type FleetHost } from "../fleet-host.ts";
import { sampleTimeOf } from "../sample-time.ts";
import { livesOn } from "./lifetimes.ts";
import { OpenChunk, type RecentChunk } from "./recent-chunk.ts";
import { type RecentPiece, recentPieceOf } from "./recent-piece.ts";

/** A process that came or went. */
export interface ChurnedProcess {
  readonly pid: number;
  /** Milliseconds after boot. */
  readonly start: number;
  readonly name: string | null;
}

/** Which processes a sample shows that the sample before did not, and the other way round. */
export interface Churn {
  /** When the two samples were made, milliseconds since 1970. */
  readonly before: number;
  readonly time: number;
  /** Of the boot in which the processes ran that are gone. */
  readonly factsBefore: HostFacts;
  readonly born: readonly ChurnedProcess[];
  readonly gone: readonly ChurnedProcess[];
}

/** A chunk is closed early when its changes take more than this beside a few times the table it began with. */
const spareBytes = 256 * 1024;

/** The last samples of one host: sealed chunks, oldest first, then the one that grows. */
export class RecentHost {
  readonly #host: string;
  readonly #chunkLength: number;
  #sealed: RecentChunk[] = [];
  #open: OpenChunk | undefined;
  #sealedSamples = 0;
  sealedBytes = 0;
  /** Every sample made at this time or later is here. */
  completeFrom = Number.POSITIVE_INFINITY;

  constructor(host: string, chunkLength: number) {
    this.#host = host;
    this.#chunkLength = chunkLength;
  }

  /** Appends the sample that a frame led to. `chunk` is one that was sealed because of it. */
  accept(
    host: FleetHost,
    frame: SampleFrame,
    wantsChurn: boolean,
  ): { chunk?: RecentChunk; churn?: Churn } {
    const { state } = host;
    const time = sampleTimeOf(host, frame);
    const open = this.#open;
    if (open === undefined) {
      this.completeFrom = time;
      this.#open = new OpenChunk(host.facts, state, time, this.#chunkLength);
      return {};
    }
    const before = open.times[open.count - 1] as number;
    const churnOf = (born: readonly ChurnedProcess[], gone: readonly ChurnedProcess[]) =>
      wantsChurn && born.length + gone.length > 0
        ? { churn: { before, time, factsBefore: open.facts, born, gone } }
        : {};
    if (this.#continues(open, host, frame, time)) {
      const gone = wantsChurn ? this.#inSlots(open, frame.x ?? []) : [];
      open.append(frame, state, time);
      return churnOf(wantsChurn ? bornRows(state, frame) : [], gone);
    }
    const { born, gone } = matchTables(open, host);
    const chunk = open.sealed();
    this.#sealed.push(chunk);
    this.#sealedSamples += chunk.count;
    this.sealedBytes += chunk.bytes;
    this.#open = new OpenChunk(host.facts, state, time, this.#chunkLength);
    return { chunk, ...churnOf(born, gone) };
  }

  /** Gives up chunks beyond which there are `samples` newer samples, or all sealed ones for 0. */
  surplus(samples: number): RecentChunk[] {
    const surplus: RecentChunk[] = [];
    const open = this.#open?.count ?? 0;
    for (let chunk = this.#sealed[0]; chunk !== undefined; chunk = this.#sealed[0]) {
      if (samples > 0 && this.#sealedSamples - chunk.count + open < samples) break;
      this.dropOldest();
      surplus.push(chunk);
    }
    return surplus;
  }

  dropOldest(): RecentChunk | undefined {
    const chunk = this.#sealed.shift();
    if (chunk === undefined) return undefined;
    this.#sealedSamples -= chunk.count;
    this.sealedBytes -= chunk.bytes;
    this.completeFrom = Math.max(this.completeFrom, (chunk.times[chunk.count - 1] as number) + 1);
    return chunk;
  }

  span(): Window | undefined {
    const open = this.#open;
    if (open === undefined) return undefined;
    const first = this.#sealed[0] ?? open;
    return { from: first.times[0] as number, to: open.times[open.count - 1] as number };
  }

  pieces({ from, to, pid }: Window & { readonly pid?: number }): RecentPiece[] {
    const chunks = this.#open === undefined ? [] : [...this.#sealed, this.#open];
    return chunks.flatMap((chunk) => {
      const first = indexFrom(chunk, from);
      const last = indexFrom(chunk, to + 1) - 1;
      return first > last ? [] : [recentPieceOf(this.#host, chunk, { from: first, to: last, pid })];
    });
  }

  get openBytes(): number {
    return this.#open?.bytes ?? 0;
  }

  #continues(open: OpenChunk, host: FleetHost, frame: SampleFrame, time: number): boolean {
    return (
      frame.k === "delta" &&
      open.count < open.capacity &&
      open.facts.boot_id === host.facts.boot_id &&
      time >= (open.times[open.count - 1] as number) &&
      open.bytes < 4 * open.baseBytes + spareBytes
    );
  }

  #inSlots(open: OpenChunk, slots: readonly number[]): ChurnedProcess[] {
    return slots.map((slot) => processOf(open, open.lifetimes.current(slot)));
  }
}

/** The first sample made at `time` or later. */
const indexFrom = ({ times, count }: RecentChunk, time: number): number => {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
};

const processOf = ({ lifetimes, names }: OpenChunk, lifetime: number): ChurnedProcess => ({
  pid: lifetimes.pid[lifetime] as number,
  start: lifetimes.start[lifetime] as number,
  name: names[lifetimes.name[lifetime] as number] ?? null,
});

const inSlot = ({ processes }: HostState, slot: number): ChurnedProcess => ({
  pid: processes.pid[slot] as number,
  start: processes.start[slot] as number,
  name: processes.info.name[slot] ?? null,
});

const bornRows = (state: HostState, frame: SampleFrame): ChurnedProcess[] =>
  (frame.n ?? []).map(([slot]) => inSlot(state, slot));

/** What a chunk's last table and the one after it do not share. In the chunk it is marked as gone. */
const matchTables = (
  open: OpenChunk,
  { state, facts }: FleetHost,
): { born: ChurnedProcess[]; gone: ChurnedProcess[] } => {
  const { processes } = state;
  const { lifetimes } = open;
  const isSameBoot = facts.boot_id === open.facts.boot_id;
  const isKnown = new Uint8Array(processes.bound);
  const gone: ChurnedProcess[] = [];
  for (let i = 0; i < lifetimes.count; i++) {
    if (lifetimes.end[i] !== livesOn) continue;
    const slot = isSameBoot ? processes.slotOfPid(lifetimes.pid[i] as number) : undefined;
    if (slot !== undefined && processes.start[slot] === lifetimes.start[i]) isKnown[slot] = 1;
    else {
      lifetimes.finish(i, open.count);
      gone.push(processOf(open, i));
    }
  }
  const born: ChurnedProcess[] = [];
  for (let slot = 0; slot < processes.bound; slot++)
    if (processes.used[slot] === 1 && isKnown[slot] === 0) born.push(inSlot(state, slot));
  return { born, gone };
};
