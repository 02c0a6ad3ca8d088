import { promisify } from "node:util";
import { constants, crc32, deflateRaw, inflateRaw, inflateRawSync } from "node:zlib";
import { ProcmonError } from "../../../protocol/procmon-error.ts";

/*
 * A member of a gzip file (RFC 1952) whose header says how long the member is: a reader hops from one to
 * the next without inflating, and sees at once whether the last was written to its end. Fixed header of
 * 10 bytes with FLG.FEXTRA, XLEN 8, subfield `PM` of 4 bytes (length of the whole member), raw deflate,
 * CRC32, ISIZE. All numbers little endian.
 */
export const memberHeaderBytes = 20;
const trailerBytes = 8;
const fixedHeader = Buffer.from([
  0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 8, 0, 0x50, 0x4d, 4, 0, 0, 0, 0, 0,
]);
/** Where the length stands. */
const lengthAt = 16;

/** Above this a member is inflated in a thread of the pool: 256 KiB take about 1 ms. */
const inflateHereBytes = 256 * 1024;
/** No member is larger when inflated: the largest log file is one host's. */
const contentLimit = 512 * 1024 * 1024;

const deflate = promisify<Buffer, { level: number; chunkSize: number }, Buffer>(deflateRaw);
const inflate = promisify<Buffer, { maxOutputLength: number; chunkSize: number }, Buffer>(
  inflateRaw,
);

/** Level 5 of zlib: 6 costs a fifth more CPU for 2 % fewer bytes (docs/storage.md). */
const defaultLevel = 5;
/** Most members fit in one: each further costs a round through the pool. */
const deflateChunk = 32 * 1024;

/** Compresses in a thread of the pool. */
export const encodeMember = async (content: Buffer, level = defaultLevel): Promise<Buffer> => {
  const body = await deflate(content, { level, chunkSize: deflateChunk });
  const length = memberHeaderBytes + body.length + trailerBytes;
  const member = Buffer.allocUnsafe(length);
  fixedHeader.copy(member);
  member.writeUInt32LE(length, lengthAt);
  body.copy(member, memberHeaderBytes);
  member.writeUInt32LE(crc32(content), length - 8);
  member.writeUInt32LE(content.length, length - 4);
  return member;
};

/** Length of the member that begins with these bytes, or undefined where none of ours does. */
export const memberLength = (header: Buffer): number | undefined => {
  if (header.length < memberHeaderBytes) return undefined;
  if (fixedHeader.compare(header, 0, lengthAt, 0, lengthAt) !== 0) return undefined;
  const length = header.readUInt32LE(lengthAt);
  return length > memberHeaderBytes + trailerBytes ? length : undefined;
};

/** The content of one whole member, of which the length is known. Throws PROCMON_DATA_DAMAGED. */
export const decodeMember = async (member: Buffer): Promise<Buffer> => {
  if (sizeOf(member) <= inflateHereBytes) return decodeMemberHere(member);
  try {
    return checked(await inflate(bodyOf(member), boundsOf(member)), member);
  } catch (cause) {
    throw cause instanceof ProcmonError ? cause : damaged("it does not inflate", cause);
  }
};

/** The same without leaving the thread. */
export const decodeMemberHere = (member: Buffer): Buffer => {
  const body = bodyOf(member);
  try {
    return checked(inflateRawSync(body, boundsOf(member)), member);
  } catch (cause) {
    throw cause instanceof ProcmonError ? cause : damaged("it does not inflate", cause);
  }
};

/** The first bytes of the content, unchecked; none where they cannot be had. */
export const peekMember = (member: Buffer): Buffer => {
  try {
    const front = member.subarray(memberHeaderBytes, memberHeaderBytes + peekBytes);
    return inflateRawSync(front, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
};
/** Enough for a line of 300 bytes and the tables that deflate begins with. */
const peekBytes = 1024;

const sizeOf = (member: Buffer): number => {
  if (member.length <= memberHeaderBytes + trailerBytes) throw damaged("it is cut off");
  const size = member.readUInt32LE(member.length - 4);
  if (size > contentLimit) throw damaged(`it claims ${size} bytes of content`);
  return size;
};

/** One buffer for all of it, and an error where there is more than it says. */
const boundsOf = (member: Buffer): { maxOutputLength: number; chunkSize: number } => {
  const size = sizeOf(member);
  return { maxOutputLength: size + 1, chunkSize: Math.max(leastChunk, size + 1) };
};
const leastChunk = 64;

/** Whatever its header says: what was inflated is checked, and a damaged header does not hide it. */
const bodyOf = (member: Buffer): Buffer =>
  member.subarray(memberHeaderBytes, member.length - trailerBytes);

const checked = (content: Buffer, member: Buffer): Buffer => {
  if (content.length !== member.readUInt32LE(member.length - 4))
    throw damaged("its content has another length than it says");
  if (crc32(content) !== member.readUInt32LE(member.length - 8))
    throw damaged("its checksum does not fit");
  return content;
};

const damaged = (what: string, cause?: unknown): ProcmonError =>
  new ProcmonError("PROCMON_DATA_DAMAGED", `expected a whole gzip member: ${what}`, { cause });
