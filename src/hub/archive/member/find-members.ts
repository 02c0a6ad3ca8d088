import { memberHeaderBytes, memberLength } from "./gzip-member.ts";

/** Where a member stands in its file. */
export interface MemberPlace {
  readonly offset: number;
  readonly length: number;
}

/** Bytes of a file that belong to no whole member. */
export interface Gap extends MemberPlace {
  /** At the end of the file: a member that was not written to its end. */
  readonly isTail: boolean;
}

export interface MemberWalk {
  readonly members: readonly MemberPlace[];
  readonly gaps: readonly Gap[];
}

/** First bytes of every member, to look for where a header is damaged. */
const mark = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, 0x50, 0x4d, 4, 0]);

/**
 * The members of a whole file in memory. Where a header is damaged it goes on at the next place that looks
 * like one. A length that leads past that place is not believed, so that one flipped bit of it does not
 * hide what follows; the content checksum has the last word.
 */
export const findMembers = (file: Buffer): MemberWalk => {
  const members: MemberPlace[] = [];
  const gaps: Gap[] = [];
  let at = 0;
  while (at < file.length) {
    const length = memberLength(file.subarray(at, at + memberHeaderBytes));
    const end = length === undefined ? undefined : at + length;
    if (end !== undefined && (startsAt(file, end) || end <= nextMark(file, at))) {
      members.push({ offset: at, length: end - at });
      at = end;
      continue;
    }
    const next = nextMark(file, at);
    gaps.push({ offset: at, length: next - at, isTail: next === file.length });
    at = next;
  }
  return { members, gaps };
};

const startsAt = (file: Buffer, at: number): boolean => {
  if (at > file.length) return false;
  const header = file.subarray(at, at + memberHeaderBytes);
  if (header.length === memberHeaderBytes) return memberLength(header) !== undefined;
  // The end of the file, or the first bytes of a member that was not written to its end.
  const known = Math.min(header.length, mark.length);
  return header.compare(mark, 0, known, 0, known) === 0;
};

/** Where the next member seems to begin behind a place, or the end of the file. */
const nextMark = (file: Buffer, at: number): number => {
  const next = file.indexOf(mark, at + 1);
  return next < 0 ? file.length : next;
};
