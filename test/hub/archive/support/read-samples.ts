import { type Archive, type HostName, type Window } from "../../../../src/hub/archive/archive.ts";
import { type Piece } from "../../../../src/hub/archive/piece.ts";
import { hostNumberFieldIds } from "../../../../src/protocol/host-fields.ts";
import { bornRowFieldIds, numberFieldIds } from "../../../../src/protocol/process-fields.ts";
import { type ExpectedSample, rowText } from "./simulated-host.ts";

const always: Window = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Every table of the pieces of a window; cores and mounts do not stand in pieces. */
export const readSamples = async (
  archive: Pick<Archive, "pieces">,
  name: HostName,
  window: Window & { pid?: number } = always,
): Promise<Omit<ExpectedSample, "cores" | "mounts">[]> => {
  const samples = [];
  for await (const piece of archive.pieces(name, window)) samples.push(...samplesOf(piece));
  return samples;
};

const samplesOf = (piece: Piece): Omit<ExpectedSample, "cores" | "mounts">[] => {
  const host = hostNumberFieldIds.map((id) => piece.hostColumn(id));
  const rows: string[][] = Array.from(piece.times, () => []);
  for (const track of piece.tracks) {
    const columns = numberFieldIds.map((id) => track.column(id));
    for (let index = track.firstIndex; index <= track.lastIndex; index++) {
      const info = track.infoAt(index);
      rows[index]?.push(
        rowText(track.pid, track.start, [
          ...columns.map((column) => column[index - track.firstIndex]),
          ...bornRowFieldIds.map((id) => info[id]),
        ]),
      );
    }
  }
  return Array.from(piece.times, (time, index) => ({
    time,
    elapsed: piece.elapsed[index] as number,
    bootId: piece.boots[piece.bootAt[index] as number]?.facts.boot_id as string,
    values: host.map((column) => String(column[index])),
    rows: (rows[index] as string[]).sort(),
  }));
};

/** As `readSamples` gives them: the pieces of an archive stand in the order of their first sample. */
export const withoutLists = (samples: readonly ExpectedSample[]) =>
  samples.map(({ time, elapsed, bootId, values, rows }) => ({
    time,
    elapsed,
    bootId,
    values,
    rows,
  }));
