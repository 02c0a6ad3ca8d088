import { type SampleFrame } from "../../../protocol/frame.ts";
import { type HostFacts } from "../../../protocol/host-facts.ts";
import { type HostState } from "../../../protocol/host-state.ts";
import { type NumberFieldId } from "../../../protocol/process-fields.ts";
import { type ProcessTable } from "../../../protocol/process-table.ts";
import { processRates } from "../../../protocol/rates.ts";
import { type Boot } from "../piece.ts";
import { HostWriter } from "./host-writer.ts";
import { type PieceRecord } from "./records.ts";
import { listFieldIds, TrackWriter } from "./track-writer.ts";

/** The sample after a piece. */
export interface NextSample {
  readonly state: HostState;
  readonly facts: HostFacts;
}

/**
 * Turns samples into tracks. It is given each state right after its frame was applied, and looks at what
 * the frame names; at everything where the frame is a key or the piece begins.
 */
export class PieceBuilder {
  readonly #host: string;
  readonly #boots: Boot[] = [];
  readonly #times: number[] = [];
  readonly #elapsed: number[] = [];
  readonly #bootAt: number[] = [];
  readonly #tracks: TrackWriter[] = [];
  readonly #hostWriter = new HostWriter();
  /** Living processes by slot. */
  #open: (TrackWriter | undefined)[] = [];

  constructor(host: string) {
    this.#host = host;
  }

  get samples(): number {
    return this.#times.length;
  }
  get lastTime(): number {
    return this.#times.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  add(state: HostState, frame: SampleFrame, facts: HostFacts): void {
    const index = this.#times.length;
    const boot = this.#bootOf(facts);
    const isOther = boot !== (this.#bootAt.at(-1) ?? boot);
    this.#times.push(state.time);
    this.#elapsed.push(state.elapsed);
    this.#bootAt.push(boot);
    this.#hostWriter.add(index, state);
    if (isOther) this.#closeAll(index);
    if (index === 0 || isOther || frame.k === "key") this.#takeAll(index, state, boot);
    else this.#takeChanges(index, state, boot, frame);
  }

  /** Ends the piece. Without the sample after it nobody is known to be gone there. */
  finish(next?: NextSample): PieceRecord {
    const isSameBoot =
      next !== undefined &&
      next.facts.boot_id === this.#boots[this.#bootAt.at(-1) ?? 0]?.facts.boot_id;
    const living = isSameBoot ? identitiesOf(next.state.processes) : undefined;
    for (const track of this.#open) {
      if (track === undefined) continue;
      track.lastIndex = this.#times.length - 1;
      track.isGone = next !== undefined && living?.has(identity(track.pid, track.start)) !== true;
    }
    this.#open = [];
    const hostWriter = this.#hostWriter;
    return {
      host: this.#host,
      boots: this.#boots,
      times: Float64Array.from(this.#times),
      elapsed: Float64Array.from(this.#elapsed),
      bootAt: Uint16Array.from(this.#bootAt),
      tracks: this.#tracks,
      hostRecord: () => hostWriter.record,
    };
  }

  /** One entry a boot, with the facts that were told last. */
  #bootOf(facts: HostFacts): number {
    const found = this.#boots.findIndex((boot) => boot.facts.boot_id === facts.boot_id);
    if (found < 0) return this.#boots.push({ facts }) - 1;
    if (this.#boots[found]?.facts !== facts) this.#boots[found] = { facts };
    return found;
  }

  #closeAll(index: number): void {
    for (const track of this.#open) if (track !== undefined) close(track, index);
    this.#open = [];
  }

  #takeAll(index: number, { processes, elapsed }: HostState, boot: number): void {
    const before = this.#open;
    const rest = new Map<string, TrackWriter>();
    for (let slot = 0; slot < before.length; slot++) {
      const track = before[slot];
      if (track !== undefined && !isIn(processes, slot, track))
        rest.set(identity(track.pid, track.start), track);
    }
    this.#open = [];
    for (let slot = 0; slot < processes.bound; slot++) {
      if (processes.used[slot] !== 1) continue;
      const there = before[slot];
      let track = there !== undefined && isIn(processes, slot, there) ? there : undefined;
      if (track === undefined) {
        const key = identity(processes.pid[slot] as number, processes.start[slot] as number);
        track = rest.get(key);
        rest.delete(key);
      }
      if (track === undefined) this.#bear(index, processes, slot, boot);
      else this.#continue(index, track, processes, slot, elapsed);
    }
    const living = new Set(this.#open);
    for (const track of before) if (track !== undefined && !living.has(track)) close(track, index);
  }

  #takeChanges(index: number, state: HostState, boot: number, frame: SampleFrame): void {
    const { processes, elapsed } = state;
    const left = new Map<string, TrackWriter>();
    for (const slot of frame.x ?? []) {
      const track = this.#open[slot];
      if (track === undefined) continue;
      this.#open[slot] = undefined;
      close(track, index);
      left.set(identity(track.pid, track.start), track);
    }
    for (const row of frame.n ?? []) {
      const key = identity(row[1], row[2]);
      const track = left.get(key);
      left.delete(key);
      if (track === undefined) this.#bear(index, processes, row[0], boot);
      else {
        // It has moved to another slot.
        track.isGone = false;
        this.#continue(index, track, processes, row[0], elapsed);
      }
    }
    for (const [slot] of frame.r ?? []) this.#open[slot]?.setInfo(index, processes, slot);
    const columns = frame.c;
    if (columns === undefined) return;
    for (let number = 0; number < listFieldIds.length; number++) {
      const gaps = columns[listFieldIds[number] as NumberFieldId]?.[0];
      if (gaps !== undefined) this.#setColumn(index, processes, number, gaps);
    }
    for (const { id } of processRates) {
      let slot = 0;
      for (const gap of columns[id]?.[0] ?? []) {
        slot += gap;
        const track = this.#open[slot];
        track?.compareRates(index, processes, slot, elapsed);
      }
    }
  }

  #setColumn(
    index: number,
    processes: ProcessTable,
    number: number,
    gaps: readonly number[],
  ): void {
    const column = processes.numbers[listFieldIds[number] as NumberFieldId];
    let slot = 0;
    for (const gap of gaps) {
      slot += gap;
      this.#open[slot]?.set(index, number, column[slot] as number);
    }
  }

  #bear(index: number, processes: ProcessTable, slot: number, boot: number): void {
    const track = new TrackWriter(processes, slot, index, boot);
    this.#open[slot] = track;
    this.#tracks.push(track);
  }

  #continue(
    index: number,
    track: TrackWriter,
    processes: ProcessTable,
    slot: number,
    elapsed: number,
  ): void {
    this.#open[slot] = track;
    track.setAll(index, processes, slot);
    track.compareRates(index, processes, slot, elapsed);
  }
}

const close = (track: TrackWriter, index: number): void => {
  track.lastIndex = index - 1;
  track.isGone = true;
};

const isIn = (table: ProcessTable, slot: number, { pid, start }: TrackWriter): boolean =>
  table.used[slot] === 1 && table.pid[slot] === pid && table.start[slot] === start;

const identity = (pid: number, start: number): string => `${pid} ${start}`;

const identitiesOf = (table: ProcessTable): ReadonlySet<string> => {
  const identities = new Set<string>();
  for (let slot = 0; slot < table.bound; slot++)
    if (table.used[slot] === 1)
      identities.add(identity(table.pid[slot] as number, table.start[slot] as number));
  return identities;
};
