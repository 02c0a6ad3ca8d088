import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { readChangeList } from "../change-list.ts";
import { fileBound, type OnDamage } from "../group/read-groups.ts";
import {
  decodeMember,
  decodeMemberHere,
  memberHeaderBytes,
  memberLength,
} from "../member/gzip-member.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { type HostRecord, type PieceRecord, type TrackRecord } from "../timeline/records.ts";
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
  type ProcessLine,
  type SegmentHeader,
  trackOfLine,
} from "./segment-text.ts";

/** Header, host and the first members of most segments: one read in place of three. */
const firstRead = 64 * 1024;

/** One segment of a file, of which only the header has been read. */
export interface StoredSegment {
  readonly header: SegmentHeader;
  readonly times: Float64Array;
  /** The record with the tracks of a pid, or with those shown at some sample from `first` to `last`. */
  read(wanted: WantedTracks): Promise<PieceRecord>;
}

export interface WantedTracks {
  readonly pid?: number | undefined;
  readonly first?: number;
  readonly last?: number;
  /** Keeps what was decoded for the next question, as long as the segment itself is held. */
  readonly isKept?: boolean;
}

/** The segments of a file; none where there is no such file, or nothing of it can be read. */
export const openSegments = async (
  shelf: Shelf,
  path: string,
  onDamage: OnDamage,
): Promise<readonly StoredSegment[]> => {
  const start = await shelf.read(path, 0, firstRead);
  if (start === undefined) return [];
  const bytes: Bytes = async (offset, length) =>
    offset >= 0 && offset + length <= start.length
      ? start.subarray(offset, offset + length)
      : offset < 0
        ? Buffer.alloc(0)
        : ((await shelf.read(path, offset, length)) ?? Buffer.alloc(0));
  const layouts =
    (await layoutsFromStart(bytes)) ?? (await layoutsOfDamaged(shelf, path, onDamage));
  return Promise.all(
    layouts.map(async (layout) =>
      segmentOf(layout, bytes, await bytes(hostOffset(layout), layout.header.host_length), (what) =>
        onDamage(path, what),
      ),
    ),
  );
};

type Bytes = (offset: number, length: number) => Promise<Buffer>;

/** By the headers in front of each segment; undefined where one is damaged. */
const layoutsFromStart = async (bytes: Bytes): Promise<SegmentLayout[] | undefined> => {
  const layouts: SegmentLayout[] = [];
  let count = 1;
  for (let base = 0; layouts.length < count; ) {
    const headerLength = memberLength(await bytes(base, memberHeaderBytes));
    if (headerLength === undefined) return undefined;
    const content = await orUndefined(async () => decodeMember(await bytes(base, headerLength)));
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
  layout: SegmentLayout,
  bytes: Bytes,
  hostMember: Buffer,
  onDamage: (reason: string) => void,
): StoredSegment => {
  const { header } = layout;
  const times = timesOf(header);
  const bootAt = bootAtOf(header, times.length);
  const elapsed = readChangeList(header.e, times.length);
  for (let i = 1; i < times.length; i++)
    elapsed[i] = (elapsed[i] as number) + (times[i] as number) - (times[i - 1] as number);
  let host: HostRecord | undefined;
  /** Members that were decoded, by offset. */
  const kept = new Map<number, readonly TrackRecord[]>();

  return {
    header,
    times,
    read: async (wanted) => {
      const tracks: TrackRecord[] = [];
      for (const [offset, length] of wantedRanges(layout, wanted)) {
        const known = kept.get(offset);
        if (known !== undefined) {
          for (const track of known) if (isShown(track, wanted)) tracks.push(track);
          continue;
        }
        const content = await orReason(async () => decodeMember(await bytes(offset, length)));
        if (typeof content === "string") {
          onDamage(`processes at byte ${Math.max(0, offset)}: ${content}`);
          continue;
        }
        const all = [...tracksIn(content, wanted.pid)];
        if (wanted.isKept === true) kept.set(offset, all);
        for (const track of all) if (isShown(track, wanted)) tracks.push(track);
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

const timesOf = ({ t: [first, diffs] }: SegmentHeader): Float64Array => {
  const times = new Float64Array(diffs.length + 1);
  let time = first;
  times[0] = time;
  for (let i = 0; i < diffs.length; i++) times[i + 1] = time += diffs[i] as number;
  return times;
};

const bootAtOf = ({ boot_at }: SegmentHeader, length: number): Uint16Array => {
  const bootAt = new Uint16Array(length);
  for (const [index, boot] of boot_at) bootAt.fill(boot, index);
  return bootAt;
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

const newline = 10;

/** Lines of other pids are passed by without being parsed. */
function* tracksIn(content: Buffer, pid: number | undefined): Generator<TrackRecord> {
  const front = pid === undefined ? undefined : Buffer.from(`{"pid":${pid},`);
  for (let at = 0; at < content.length; ) {
    const next = content.indexOf(newline, at);
    const end = next < 0 ? content.length : next;
    const isWanted =
      front === undefined || content.compare(front, 0, front.length, at, at + front.length) === 0;
    if (isWanted && end > at) {
      const line = parseProcessLine(content.toString("utf8", at, end));
      if (line !== undefined) yield trackOfLine(line);
    }
    at = end + 1;
  }
}

const isShown = (track: TrackRecord, { pid, first = 0, last = Infinity }: WantedTracks): boolean =>
  track.firstIndex <= last && track.lastIndex >= first && (pid === undefined || track.pid === pid);

const parseProcessLine = (text: string): ProcessLine | undefined => {
  try {
    const line = JSON.parse(text) as Partial<ProcessLine>;
    return Array.isArray(line.i) && typeof line.c === "object" && typeof line.info === "object"
      ? (line as ProcessLine)
      : undefined;
  } catch {
    return undefined;
  }
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
