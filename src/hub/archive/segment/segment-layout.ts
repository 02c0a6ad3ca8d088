import { findMembers } from "../member/find-members.ts";
import { memberLength } from "../member/gzip-member.ts";
import { type SegmentHeader } from "./segment-text.ts";

/** Where the parts of one segment stand in its file. */
export interface SegmentLayout {
  readonly header: SegmentHeader;
  /** Offset of the first copy of the header; below 0 where the front of the file is missing. */
  readonly base: number;
  readonly headerLength: number;
}

export const hostOffset = ({ base, headerLength }: SegmentLayout): number => base + headerLength;

/** Offsets of the members of process lines. */
export const memberOffsets = (layout: SegmentLayout): number[] => {
  let at = hostOffset(layout) + layout.header.host_length;
  return layout.header.members.map(([length = 0]) => {
    const offset = at;
    at += length;
    return offset;
  });
};

/** Offset of the second copy of the header. */
export const copyOffset = (layout: SegmentLayout): number => {
  let at = hostOffset(layout) + layout.header.host_length;
  for (const [length = 0] of layout.header.members) at += length;
  return at;
};

export const parseHeader = (content: Buffer): SegmentHeader | undefined => {
  if (!content.subarray(0, headerStart.length).equals(headerStart)) return undefined;
  try {
    const header = JSON.parse(content.toString("utf8")) as Partial<SegmentHeader>;
    const { t, members, boots, boot_at, groups, place, host_length } = header;
    return Array.isArray(t) &&
      Array.isArray(t[1]) &&
      [members, boots, boot_at, groups, place].every(Array.isArray) &&
      Number.isSafeInteger(host_length)
      ? (header as SegmentHeader)
      : undefined;
  } catch {
    return undefined;
  }
};
const headerStart = Buffer.from('{"v":1,"k":"segment",');

/**
 * The segments of a whole file of which some bytes are wrong or missing, by any header that is intact:
 * each stands there twice.
 */
export const findLayouts = (
  file: Buffer,
  decode: (member: Buffer) => Buffer | undefined,
): SegmentLayout[] => {
  const layouts = new Map<string, SegmentLayout>();
  for (const { offset, length } of findMembers(file).members) {
    const content = decode(file.subarray(offset, offset + length));
    const header = content === undefined ? undefined : parseHeader(content);
    if (header === undefined) continue;
    const asFirst = { header, base: offset, headerLength: length };
    const asCopy = { ...asFirst, base: offset - copyOffset({ ...asFirst, base: 0 }) };
    const key = JSON.stringify([header.place, header.t, header.host_length]);
    for (const layout of [asFirst, asCopy]) {
      const known = layouts.get(key);
      if (known === undefined || fit(file, layout) > fit(file, known)) layouts.set(key, layout);
    }
  }
  return [...layouts.values()].sort((a, b) => a.base - b.base);
};

/** How many members stand where a layout says. */
const fit = (file: Buffer, layout: SegmentLayout): number => {
  const lengths = layout.header.members.map(([length]) => length);
  const offsets = memberOffsets(layout);
  return [...offsets, hostOffset(layout)].filter((offset, i) => {
    const length = i < lengths.length ? lengths[i] : layout.header.host_length;
    return offset >= 0 && memberLength(file.subarray(offset, offset + 20)) === length;
  }).length;
};
