import { hostFieldNumber } from "../../protocol/host-state.ts";
import { bornRowFieldIds, numberFieldIds } from "../../protocol/process-fields.ts";
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
 * The pieces of a window and, behind them, that of the live table, where it is newer than all of them: the
 * archive is up to a second late.
 */
export async function* withLive(
  pieces: AsyncIterable<Piece>,
  live: Piece | undefined,
  window: Window,
): AsyncIterable<Piece> {
  let last = -1;
  for await (const piece of pieces) {
    last = Math.max(last, piece.times.at(-1) ?? -1);
    yield piece;
  }
  const time = live?.times[0];
  if (live === undefined || time === undefined || time <= last) return;
  if (time >= window.from && time <= window.to) yield live;
}

/** The live table as a piece of one sample. Copied, since the next frame changes the table in place. */
export const pieceOfPresent = ({ view, time }: Present, pid?: number): Piece => {
  const { processes, values, elapsed } = view.state;
  const tracks: Track[] = [];
  const hostValues = values.slice();
  if (pid === undefined) {
    for (let slot = 0; slot < processes.bound; slot++)
      if (processes.used[slot] === 1) tracks.push(trackOfSlot(view, slot));
  } else {
    const slot = processes.slotOfPid(pid);
    if (slot !== undefined) tracks.push(trackOfSlot(view, slot));
  }
  return {
    host: view.host,
    boots: [{ facts: view.facts }],
    times: Float64Array.of(time),
    elapsed: Float64Array.of(elapsed),
    bootAt: Uint16Array.of(0),
    tracks,
    hostColumn: (id) => Float64Array.of(hostValues[hostFieldNumber(id)] as number),
  };
};

const trackOfSlot = (view: HostView, slot: number): Track => {
  const { processes } = view.state;
  const info = Object.fromEntries(
    bornRowFieldIds.map((id) => [id, processes.info[id][slot] ?? null]),
  ) as unknown as InfoValues;
  const numbers = new Map(numberFieldIds.map((id) => [id, processes.numbers[id][slot] as number]));
  return {
    boot: 0,
    pid: processes.pid[slot] as number,
    start: processes.start[slot] as number,
    firstIndex: 0,
    lastIndex: 0,
    isGone: false,
    info,
    infoAt: () => info,
    column: (id) => Float64Array.of(numbers.get(id) as number),
  };
};
