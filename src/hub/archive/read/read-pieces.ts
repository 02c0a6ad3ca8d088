import { type HostName, type Window } from "../archive.ts";
import { type Piece } from "../piece.ts";
import { type WantedTracks } from "../segment/process-lines.ts";
import { type Want } from "../segment/read-segments.ts";
import { createRecordedPiece, firstAtOrAfter } from "../timeline/recorded-piece.ts";
import { type PieceRecord } from "../timeline/records.ts";
import { type RawReader, type Stretch } from "./raw-reader.ts";

/**
 * The pieces of a window. One is held back until the next is there: it tells which processes are gone in
 * the sample after the last.
 */
export async function* readPieces(
  reader: RawReader,
  name: HostName,
  window: Window & { readonly pid?: number },
): AsyncGenerator<Piece> {
  let held: PieceRecord | undefined;
  const want: Want = (times) => wantedOf(times, window);
  for await (const stretches of reader.hours(name, window, want)) {
    for (const stretch of stretches) {
      const record = await recordOf(stretch, window);
      if (held !== undefined) yield* pieceOf(withNext(held, record), window);
      held = record;
    }
  }
  if (held !== undefined) yield* pieceOf(held, window);
}

const recordOf = async (
  stretch: Stretch,
  window: Window & { readonly pid?: number },
): Promise<PieceRecord> =>
  stretch.kind === "record"
    ? stretch.record
    : stretch.segment.read(wantedOf(stretch.times, window));

const wantedOf = (
  times: Float64Array,
  { from, to, pid }: Window & { readonly pid?: number },
): WantedTracks => ({
  pid,
  first: firstAtOrAfter(times, from),
  last: firstAtOrAfter(times, to + 1) - 1,
});

function* pieceOf(
  record: PieceRecord,
  window: Window & { readonly pid?: number },
): Generator<Piece> {
  const piece = createRecordedPiece(record, window);
  if (piece !== undefined) yield piece;
}

/** Marks as gone who is in the last sample of a record and not in the first of the next one. */
const withNext = (record: PieceRecord, next: PieceRecord): PieceRecord => {
  const lastIndex = record.times.length - 1;
  // Where the clock stepped back, the next in time is not the next that was made.
  if ((next.times[0] as number) < (record.times[lastIndex] as number)) return record;
  const isOpen = record.tracks.some((track) => track.lastIndex === lastIndex && !track.isGone);
  if (!isOpen) return record;
  const bootId = next.boots[next.bootAt[0] as number]?.facts.boot_id;
  const living = new Set(
    next.tracks.filter((t) => t.firstIndex === 0).map(({ pid, start }) => `${pid} ${start}`),
  );
  return {
    ...record,
    tracks: record.tracks.map((track) => {
      if (track.lastIndex !== lastIndex || track.isGone) return track;
      const isSame = record.boots[track.boot]?.facts.boot_id === bootId;
      if (isSame && living.has(`${track.pid} ${track.start}`)) return track;
      return { ...pick(track), isGone: true };
    }),
  };
};

const pick = (track: PieceRecord["tracks"][number]): PieceRecord["tracks"][number] => ({
  boot: track.boot,
  pid: track.pid,
  start: track.start,
  firstIndex: track.firstIndex,
  lastIndex: track.lastIndex,
  isGone: track.isGone,
  info: track.info,
  infoChanges: track.infoChanges,
  lists: track.lists,
  rates: track.rates,
});
