import { type SampleFrame } from "../../protocol/frame.ts";
import { type Window } from "../archive/archive.ts";
import { type FleetHost } from "../fleet-host.ts";
import { sampleTimeOf } from "../sample-time.ts";
import { livesOn } from "./lifetimes.ts";
import { type Churn, LivingProcesses } from "./living-processes.ts";
import { OpenChunk, type RecentChunk } from "./recent-chunk.ts";
import { type RecentPiece, recentPieceOf } from "./recent-piece.ts";

/** A chunk is closed early when its changes take more than this beside a few times the table it began with. */
const spareBytes = 256 * 1024;

/** The last samples of one host: sealed chunks, oldest first, then the one that grows. */
export class RecentHost {
  readonly #host: string;
  readonly #chunkLength: number;
  #sealed: RecentChunk[] = [];
  #open: OpenChunk | undefined;
  readonly #living = new LivingProcesses();
  #sealedSamples = 0;
  sealedBytes = 0;
  /** Every sample made at this time or later is here. */
  completeFrom = Number.POSITIVE_INFINITY;

  constructor(host: string, chunkLength: number) {
    this.#host = host;
    this.#chunkLength = chunkLength;
  }

  /** Appends the sample that a frame led to. `chunk` is one that was sealed because of it. */
  accept(host: FleetHost, frame: SampleFrame): { chunk?: RecentChunk; churn: Churn } {
    const { state, facts } = host;
    const time = sampleTimeOf(host, frame);
    const open = this.#open;
    const before = open === undefined ? null : (open.times[open.count - 1] as number);
    const factsBefore = open?.facts ?? facts;
    const isSameBoot = factsBefore.boot_id === facts.boot_id;
    const churn = {
      before,
      time,
      factsBefore,
      facts,
      ...(open !== undefined && frame.k === "delta" && isSameBoot
        ? this.#living.follow(state.processes, frame, time)
        : this.#living.replace(state.processes, isSameBoot, time)),
    };
    if (open !== undefined && this.#continues(open, host, frame, time)) {
      open.append(frame, state, time);
      return { churn };
    }
    if (open === undefined) this.completeFrom = time;
    this.#open = new OpenChunk(facts, state, time, this.#chunkLength);
    if (open === undefined) return { churn };
    finishGone(open, host);
    const chunk = open.sealed();
    this.#sealed.push(chunk);
    this.#sealedSamples += chunk.count;
    this.sealedBytes += chunk.bytes;
    return { chunk, churn };
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

/** Marks the processes of a chunk that the table after it does not show. */
const finishGone = ({ lifetimes, count, facts }: OpenChunk, host: FleetHost): void => {
  const { processes } = host.state;
  const isSameBoot = facts.boot_id === host.facts.boot_id;
  for (let i = 0; i < lifetimes.count; i++) {
    if (lifetimes.end[i] !== livesOn) continue;
    const slot = isSameBoot ? processes.slotOfPid(lifetimes.pid[i] as number) : undefined;
    if (slot === undefined || processes.start[slot] !== lifetimes.start[i])
      lifetimes.finish(i, count);
  }
};
