import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { fileBound, type OnDamage } from "../group/read-groups.ts";
import {
  decodeMember,
  decodeMemberHere,
  memberHeaderBytes,
  memberLength,
} from "../member/gzip-member.ts";
import { type ReadPart, type Shelf } from "../shelf/shelf.ts";
import { type HostRecord, type PieceRecord, type TrackRecord } from "../timeline/records.ts";
import { type KnownHeader, type KnownHeaders, readHeader } from "./known-headers.ts";
import { ProcessLines, type WantedTracks } from "./process-lines.ts";
import {
  copyOffset,
  findLayouts,
  hostOffset,
  memberOffsets,
  parseHeader,
  type SegmentLayout,
} from "./segment-layout.ts";
import {
  type HostLine,
  hostRecordOf,
  type MemberEntry,
  type SegmentHeader,
} from "./segment-text.ts";

/** Header, host and the first members of most segments: one read in place of three. */
const firstRead = 32 * 1024;

/** One segment of a file, of which only the header has been read. */
export interface StoredSegment {
  readonly header: SegmentHeader;
  readonly times: Float64Array;
  /** The record with the tracks of a pid, or with those shown at some sample from `first` to `last`. */
  read(wanted: WantedTracks): Promise<PieceRecord>;
}

/** What will be asked of a segment, by its times: it is read along. */
export type Want = (times: Float64Array) => WantedTracks;
export const wantNothing: Want = () => ({ first: Number.POSITIVE_INFINITY });

/** The segments of a file; none where there is no such file, or nothing of it can be read. */
export const openSegments = async (
  shelf: Shelf,
  path: string,
  onDamage: OnDamage,
  want: Want = wantNothing,
  known?: KnownHeaders,
): Promise<readonly StoredSegment[]> =>
  (await shelf.use(path, async (read) => {
    const start = await read(0, firstRead);
    /** What was read along, by offset. */
    const held = new Map<number, Buffer>();
    const bytesWith =
      (readPart: ReadPart): ReadPart =>
      async (offset, length) => {
        if (offset < 0) return Buffer.alloc(0);
        if (offset + length <= start.length) return start.subarray(offset, offset + length);
        return held.get(offset) ?? readPart(offset, length);
      };
    const bytes = bytesWith(read);
    const later = bytesWith(
      async (offset, length) => (await shelf.read(path, offset, length)) ?? Buffer.alloc(0),
    );
    const intact = known?.get(path, start) ?? (await layoutsFromStart(bytes))?.map(readHeader);
    if (intact !== undefined) known?.keep(path, start, intact);
    const all = intact ?? (await layoutsOfDamaged(shelf, path, onDamage)).map(readHeader);
    const segments: StoredSegment[] = [];
    for (const parsed of all) {
      const { layout } = parsed;
      const hostMember = await bytes(hostOffset(layout), layout.header.host_length);
      const segment = segmentOf(parsed, later, hostMember, (what) => onDamage(path, what));
      segments.push(segment);
      for (const [offset, length] of wantedRanges(layout, want(segment.times)))
        if (offset + length > start.length) held.set(offset, await bytes(offset, length));
    }
    return segments;
  })) ?? [];

/** By the headers in front of each segment; undefined where one is damaged. */
const layoutsFromStart = async (bytes: ReadPart): Promise<SegmentLayout[] | undefined> => {
  const layouts: SegmentLayout[] = [];
  let count = 1;
  for (let base = 0; layouts.length < count; ) {
    const headerLength = memberLength(await bytes(base, memberHeaderBytes));
    if (headerLength === undefined) return undefined;
    const member = await bytes(base, headerLength);
    // All of a file up to its end ends with the checksum of the copy, and would seem intact.
    if (member.length !== headerLength) return undefined;
    const content = await orUndefined(async () => decodeMember(member));
    const header = content === undefined ? undefined : parseHeader(content);
    if (header === undefined) return undefined;
    const layout = { header, base, headerLength };
    layouts.push(layout);
    count = header.place[1];
    base = copyOffset(layout) + headerLength;
  }
  return layouts;
};

const layoutsOfDamaged = async (
  shelf: Shelf,
  path: string,
  onDamage: OnDamage,
): Promise<SegmentLayout[]> => {
  const size = Math.min((await shelf.size(path)) ?? 0, fileBound);
  const file = (await shelf.read(path, 0, size)) ?? Buffer.alloc(0);
  const layouts = findLayouts(file, (member) => {
    try {
      return decodeMemberHere(member);
    } catch (error) {
      if (error instanceof ProcmonError) return undefined;
      throw error;
    }
  });
  const [first] = layouts;
  if (first === undefined) onDamage(path, "no header of a segment is intact");
  else if (layouts.length < first.header.place[1])
    onDamage(
      path,
      `${first.header.place[1] - layouts.length} of its segments have no intact header`,
    );
  else onDamage(path, "a header is damaged; its copy serves");
  return layouts;
};

const segmentOf = (
  { layout, times, elapsed, bootAt }: KnownHeader,
  bytes: ReadPart,
  hostMember: Buffer,
  onDamage: (reason: string) => void,
): StoredSegment => {
  const { header } = layout;
  let host: HostRecord | undefined;
  /** Members that were decoded, by offset. */
  const kept = new Map<number, ProcessLines>();

  return {
    header,
    times,
    read: async (wanted) => {
      const tracks: TrackRecord[] = [];
      for (const [offset, length] of wantedRanges(layout, wanted)) {
        const known = kept.get(offset);
        if (known !== undefined) {
          known.addTo(tracks, wanted);
          continue;
        }
        const content = await orReason(async () => decodeMember(await bytes(offset, length)));
        if (typeof content === "string") {
          onDamage(`processes at byte ${Math.max(0, offset)}: ${content}`);
          continue;
        }
        const lines = new ProcessLines(content);
        if (wanted.isKept === true) kept.set(offset, lines);
        lines.addTo(tracks, wanted);
      }
      tracks.sort((a, b) => a.firstIndex - b.firstIndex);
      return {
        host: header.host,
        boots: header.boots,
        times,
        elapsed,
        bootAt,
        tracks,
        hostRecord: () => (host ??= readHost(hostMember, onDamage)),
      };
    },
  };
};

function* wantedRanges(
  layout: SegmentLayout,
  wanted: WantedTracks,
): Generator<readonly [offset: number, length: number]> {
  const offsets = memberOffsets(layout);
  for (const [i, entry] of layout.header.members.entries())
    if (mayHold(entry, wanted)) yield [offsets[i] as number, entry[0] as number];
}

const mayHold = (
  entry: MemberEntry,
  { pid, first = 0, last = Infinity }: WantedTracks,
): boolean => {
  if ((entry[2] as number) > last || (entry[3] as number) < first) return false;
  if (pid === undefined) return true;
  let at = 0;
  for (let i = 4; i < entry.length; i++) {
    at += entry[i] as number;
    if (at >= pid) return at === pid;
  }
  return false;
};

const readHost = (member: Buffer, onDamage: (reason: string) => void): HostRecord => {
  try {
    return hostRecordOf(JSON.parse(decodeMemberHere(member).toString("utf8")) as HostLine);
  } catch (error) {
    onDamage(`the numbers of the host: ${error instanceof Error ? error.message : "damaged"}`);
    return { lists: {}, rates: {}, coreCount: null, cores: [], mounts: [] };
  }
};

const orReason = async (read: () => Promise<Buffer>): Promise<Buffer | string> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProcmonError) return error.message;
    throw error;
  }
};

const orUndefined = async (read: () => Promise<Buffer>): Promise<Buffer | undefined> => {
  const content = await orReason(read);
  return typeof content === "string" ? undefined : content;
};
