import { type Breather } from "../breather.ts";
import { ChangeListWriter } from "../change-list.ts";
import { hourName, hourOf } from "../hour.ts";
import { encodeMember } from "../member/gzip-member.ts";
import { type PieceRecord, type TrackRecord } from "../timeline/records.ts";
import {
  type GroupName,
  hostLineOf,
  type MemberEntry,
  processLineOf,
  type SegmentHeader,
} from "./segment-text.ts";

/**
 * A reader of one process inflates one member: small ones are faster to read, large ones fewer bytes in
 * all. 32 KiB of text cost 5 % more bytes than 64 and halve what is inflated (docs/storage.md).
 */
const linesPerMember = 64;
const textPerMember = 32 * 1024;

/** Processes shown this often stand first, so that the table of one moment needs few members. */
const longTrackSamples = 60;

/** The segments of one file, one a piece, as bytes to be written one after the other. */
export const encodeSegments = async (
  pieces: readonly PieceRecord[],
  groups: readonly GroupName[],
  breather: Breather,
): Promise<Buffer[]> => {
  const chunks: Buffer[] = [];
  for (const [index, piece] of pieces.entries())
    chunks.push(...(await encodeSegment(piece, [index, pieces.length], groups, breather)));
  return chunks;
};

const encodeSegment = async (
  piece: PieceRecord,
  place: SegmentHeader["place"],
  groups: readonly GroupName[],
  breather: Breather,
): Promise<Buffer[]> => {
  const members: Buffer[] = [];
  const entries: MemberEntry[] = [];
  for (const tracks of chunksOf(inOrder(piece.tracks))) {
    let text = "";
    for (const { line } of tracks) text += `${line}\n`;
    const member = await encodeMember(Buffer.from(text));
    members.push(member);
    entries.push(
      entryOf(
        member.length,
        tracks.map(({ track }) => track),
      ),
    );
    await breather.rest();
  }
  const host = await encodeMember(Buffer.from(`${JSON.stringify(hostLineOf(piece))}\n`));
  const header = await encodeMember(
    Buffer.from(`${JSON.stringify(headerOf(piece, place, groups, host.length, entries))}\n`),
  );
  return [header, host, ...members, header];
};

interface TrackText {
  readonly track: TrackRecord;
  readonly line: string;
}

function* chunksOf(tracks: readonly TrackRecord[]): Generator<readonly TrackText[]> {
  let chunk: TrackText[] = [];
  let length = 0;
  for (const track of tracks) {
    const line = JSON.stringify(processLineOf(track));
    if (
      chunk.length > 0 &&
      (chunk.length >= linesPerMember || length + line.length > textPerMember)
    ) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push({ track, line });
    length += line.length + 1;
  }
  if (chunk.length > 0) yield chunk;
}

const inOrder = (tracks: readonly TrackRecord[]): TrackRecord[] => {
  const isLong = ({ firstIndex, lastIndex }: TrackRecord): boolean =>
    lastIndex - firstIndex >= longTrackSamples;
  // A stable sort: within each the order is that of the first sample.
  return [...tracks].sort((a, b) => Number(isLong(b)) - Number(isLong(a)));
};

const entryOf = (length: number, tracks: readonly TrackRecord[]): MemberEntry => {
  const pids = tracks.map(({ pid }) => pid).sort((a, b) => a - b);
  return [
    length,
    tracks.length,
    Math.min(...tracks.map(({ firstIndex }) => firstIndex)),
    Math.max(...tracks.map(({ lastIndex }) => lastIndex)),
    ...pids.map((pid, i) => pid - (pids[i - 1] ?? 0)),
  ];
};

const headerOf = (
  piece: PieceRecord,
  place: SegmentHeader["place"],
  groups: readonly GroupName[],
  hostLength: number,
  members: readonly MemberEntry[],
): SegmentHeader => {
  const { times, elapsed, bootAt } = piece;
  const step = (index: number): number =>
    index === 0 ? 0 : (times[index] as number) - (times[index - 1] as number);
  const over = new ChangeListWriter(0, elapsed[0] as number);
  for (let index = 1; index < times.length; index++)
    over.set(index, (elapsed[index] as number) - step(index));
  const boots: [number, number][] = [];
  for (const [index, boot] of bootAt.entries())
    if (boots.at(-1)?.[1] !== boot) boots.push([index, boot]);
  return {
    v: 1,
    k: "segment",
    host: piece.host,
    hour: hourName(hourOf(times[0] as number)),
    place,
    groups,
    boots: piece.boots,
    boot_at: boots,
    t: [times[0] as number, Array.from(times.subarray(1), (_, i) => step(i + 1))],
    e: over.list,
    host_length: hostLength,
    members,
  };
};
