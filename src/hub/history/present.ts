import { hostFieldNumber } from "../../protocol/host-state.ts";
import { bornRowFieldIds } from "../../protocol/process-fields.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { type Window } from "../archive/archive.ts";
import { type Piece, type Track } from "../archive/piece.ts";

/** The live table of a host that is connected. */
export interface Present {
  readonly view: HostView;
  /** When its sample was made as the archive counts, milliseconds since 1970. */
  readonly time: number;
}

/**
 * The pieces of a window and, behind them, the live table, where it is newer than all of them: the archive
 * is up to a second late.
 */
export async function* withPresent(
  pieces: AsyncIterable<Piece>,
  present: Present | undefined,
  window: Window & { readonly pid?: number },
): AsyncIterable<Piece> {
  let last = -1;
  for await (const piece of pieces) {
    last = Math.max(last, piece.times.at(-1) ?? -1);
    yield piece;
  }
  if (present === undefined || present.time <= last) return;
  if (present.time < window.from || present.time > window.to) return;
  yield pieceOfPresent(present, window.pid);
}

const pieceOfPresent = ({ view, time }: Present, pid?: number): Piece => {
  const { processes, values, elapsed } = view.state;
  const tracks: Track[] = [];
  for (let slot = 0; slot < processes.bound; slot++)
    if (processes.used[slot] === 1 && (pid === undefined || processes.pid[slot] === pid))
      tracks.push(trackOfSlot(view, slot));
  return {
    host: view.host,
    boots: [{ facts: view.facts }],
    times: Float64Array.of(time),
    elapsed: Float64Array.of(elapsed),
    bootAt: Uint16Array.of(0),
    tracks,
    hostColumn: (id) => Float64Array.of(values[hostFieldNumber(id)] as number),
  };
};

const trackOfSlot = (view: HostView, slot: number): Track => {
  const { processes } = view.state;
  const info = Object.fromEntries(
    bornRowFieldIds.map((id) => [id, processes.info[id][slot] ?? null]),
  ) as unknown as InfoValues;
  return {
    boot: 0,
    pid: processes.pid[slot] as number,
    start: processes.start[slot] as number,
    firstIndex: 0,
    lastIndex: 0,
    isGone: false,
    info,
    infoAt: () => info,
    column: (id) => Float64Array.of(processes.numbers[id][slot] as number),
  };
};
