import { type StreamSample } from "../../../protocol/api/stream-events.ts";
import { type FilterTest } from "../../../protocol/filter/match.ts";
import { type SampleFrame } from "../../../protocol/frame.ts";
import { type ProcessFieldId } from "../../../protocol/process-fields.ts";
import { type FieldValue, type HostView, processValue } from "../../../protocol/process-row.ts";
import { processRates } from "../../../protocol/rates.ts";
import { computeChangedSlots } from "./changed-slots.ts";

/** Which processes a reader wants, and what of them. */
export interface Wanted {
  readonly fields: readonly ProcessFieldId[];
  /** The fields of which a change is told. */
  readonly changing: ReadonlySet<ProcessFieldId>;
  /** undefined: every process. */
  readonly test: FilterTest | undefined;
}

/** A process that the reader was told of. */
interface Told {
  readonly pid: number;
  readonly start: number;
  /** Whether a rate of it was derived and not 0: it rests in the next sample without a word in the frame. */
  readonly isBusy: boolean;
}

/** What one reader knows of one host. */
export interface HostChanges {
  /** All processes that are wanted. */
  whole(view: HostView): StreamSample;
  /** What a frame changed, that has been applied to the view; undefined where that is nothing. */
  after(view: HostView, frame: SampleFrame): StreamSample | undefined;
}

export const createHostChanges = (wanted: Wanted): HostChanges => {
  const { fields, test } = wanted;
  /** By slot. */
  const told = new Map<number, Told>();
  const rates = processRates.filter(({ id }) => wanted.changing.has(id));

  const tell = (view: HostView, slot: number): Record<string, FieldValue> => {
    const { processes } = view.state;
    told.set(slot, {
      pid: processes.pid[slot] as number,
      start: processes.start[slot] as number,
      isBusy: rates.some(
        ({ id, counter }) =>
          processes.numbers[id][slot] !== 0 &&
          !Number.isNaN(processes.numbers[counter][slot] as number),
      ),
    });
    const row: Record<string, FieldValue> = {
      pid: processes.pid[slot] as number,
      start: processes.start[slot] as number,
    };
    for (const id of fields) row[id] = processValue(view, slot, id);
    return row;
  };

  return {
    whole: (view) => {
      told.clear();
      const { processes } = view.state;
      const rows: Record<string, FieldValue>[] = [];
      for (let slot = 0; slot < processes.bound; slot++)
        if (processes.used[slot] === 1 && (test === undefined || test(view, slot)))
          rows.push(tell(view, slot));
      return { host: view.host, time: view.state.time, whole: true, processes: rows, left: [] };
    },
    after: (view, frame) => {
      const { processes } = view.state;
      const changed = computeChangedSlots(frame, wanted.changing);
      const left: { pid: number; start: number; ended: boolean }[] = [];
      const leave = (slot: number, { pid, start }: Told, ended: boolean): void => {
        told.delete(slot);
        left.push({ pid, start, ended });
      };
      for (const slot of frame.x ?? []) {
        const former = told.get(slot);
        if (former !== undefined) leave(slot, former, true);
      }
      const rows: Record<string, FieldValue>[] = [];
      for (let slot = 0; slot < processes.bound; slot++) {
        if (processes.used[slot] !== 1) continue;
        const former = told.get(slot);
        if (test !== undefined && !test(view, slot)) {
          if (former !== undefined) leave(slot, former, false);
        } else if (former === undefined || changed.has(slot) || former.isBusy)
          rows.push(tell(view, slot));
      }
      if (rows.length === 0 && left.length === 0) return undefined;
      return { host: view.host, time: view.state.time, whole: false, processes: rows, left };
    },
  };
};
