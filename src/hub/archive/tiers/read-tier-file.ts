import { type Clock } from "../../../protocol/effects.ts";
import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { findMembers } from "../member/find-members.ts";
import { decodeMember, memberHeaderBytes, memberLength } from "../member/gzip-member.ts";
import { topBys } from "../piece.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { type HeaderLine, readBuckets } from "./header-line.ts";
import { type HostLine, readHostCells, readTops } from "./host-line.ts";
import { type RestLine, readRestLine } from "./rest-line.ts";
import { type RowLine, readRowLine } from "./row-line.ts";
import { runSliced } from "./run-sliced.ts";
import { type RestRow, type TierRow, type TierTable } from "./tier-table.ts";

export interface TierFile {
  readonly table: TierTable;
  /** Names of the raw files whose samples are in it. */
  readonly from: readonly string[];
  /** What of it could not be read; undefined where it is whole. */
  readonly damage: string | undefined;
}

/** The first read of a file: the header of nearly every one fits. */
const firstReadBytes = 64 * 1024;

/**
 * Reads a tier file, or undefined where there is none. With a pid only the members that hold it are read,
 * and neither top lists nor sums by name. Throws PROCMON_DATA_DAMAGED where not even a header can be read.
 */
export const readTierFile = async (
  shelf: Shelf,
  path: string,
  { pid, clock }: { pid?: number | undefined; clock: Pick<Clock, "monotonic"> },
): Promise<TierFile | undefined> => {
  const file = await readTierFileOnce(shelf, path, pid, clock);
  // It may have been replaced between two reads.
  return file?.damage === undefined ? file : readTierFileOnce(shelf, path, pid, clock);
};

/** The header alone, or undefined where there is no such file. Throws PROCMON_DATA_DAMAGED. */
export const readTierHeader = async (shelf: Shelf, path: string): Promise<HeaderLine | undefined> =>
  (await readHeader(await openFile(shelf, path)))?.header;

/** Bytes of one file. */
interface FileBytes {
  readonly size: number;
  /** At most `length` from an offset; undefined where the file is gone meanwhile. */
  read(offset: number, length: number): Promise<Buffer | undefined>;
}

const openFile = async (shelf: Shelf, path: string): Promise<FileBytes | undefined> => {
  const size = await shelf.size(path);
  if (size === undefined) return undefined;
  return { size, read: (offset, length) => shelf.read(path, offset, length) };
};

/** Read at one go: it may be replaced or removed at any time. */
const loadFile = async (shelf: Shelf, path: string): Promise<FileBytes | undefined> => {
  const opened = await openFile(shelf, path);
  const bytes = await opened?.read(0, opened.size);
  return (
    bytes && {
      size: bytes.length,
      read: async (offset, length) => bytes.subarray(offset, offset + length),
    }
  );
};

const readTierFileOnce = async (
  shelf: Shelf,
  path: string,
  pid: number | undefined,
  clock: Pick<Clock, "monotonic">,
): Promise<TierFile | undefined> => {
  const file = await (pid === undefined ? loadFile : openFile)(shelf, path);
  const found = await readHeader(file);
  if (file === undefined || found === undefined) return undefined;
  const { header } = found;
  const buckets = readBuckets(header);
  const rows: TierRow[] = [];
  /** By number of the line in the file: the index in `rows`. */
  const places = new Map<number, number>();
  let damage: string | undefined;
  let offset = found.bodyOffset;
  let hostLine = noHostLine;
  try {
    const [text = ""] = await readLines(file, offset, header.values);
    hostLine = JSON.parse(text) as HostLine;
  } catch (error) {
    damage = reasonOf(error);
  }
  offset += header.values;
  let line = 0;
  for (const [length, pids] of header.members) {
    if (pid === undefined || pids.includes(pid)) {
      try {
        const lines = await readLines(file, offset, length);
        const first = line;
        await runSliced(
          (function* () {
            for (const [i, text] of lines.entries()) {
              if (pid !== undefined && pids[i] !== pid) continue;
              places.set(first + i, rows.length);
              rows.push(readRowLine(JSON.parse(text) as RowLine, buckets));
              yield;
            }
          })(),
          clock,
        );
      } catch (error) {
        damage = reasonOf(error);
      }
    }
    offset += length;
    line += pids.length;
  }
  const rest: RestRow[] = [];
  if (header.rest > 0 && pid === undefined) {
    try {
      for (const text of await readLines(file, offset, header.rest))
        rest.push(readRestLine(JSON.parse(text) as RestLine, buckets.starts.length));
    } catch (error) {
      damage = reasonOf(error);
    }
  }
  const tops = readTops(hostLine);
  for (const by of topBys)
    tops[by] = tops[by].map((list) =>
      pid === undefined ? list.map((at) => places.get(at)).filter((at) => at !== undefined) : [],
    );
  const table: TierTable = {
    host: header.host,
    boots: header.boots.map((facts) => ({ facts })),
    buckets,
    rows,
    rest,
    tops,
    hostCells: (id) => readHostCells(hostLine, buckets, id),
  };
  return { table, from: header.from, damage };
};

const noHostLine: HostLine = {
  h: {},
  tops: { cpu_percent: [], memory_rss: [], read_bytes_per_sec: [], write_bytes_per_sec: [] },
};

interface FoundHeader {
  readonly header: HeaderLine;
  /** Where the members behind it begin. */
  readonly bodyOffset: number;
}

const readHeader = async (file: FileBytes | undefined): Promise<FoundHeader | undefined> => {
  const start = await file?.read(0, Math.min(firstReadBytes, file.size));
  if (file === undefined || start === undefined) return undefined;
  const length = memberLength(start.subarray(0, memberHeaderBytes));
  if (length !== undefined) {
    const member = length <= start.length ? start.subarray(0, length) : await file.read(0, length);
    try {
      // All of a file up to its end ends with the checksum of the copy, and would seem intact.
      if (member?.length === length)
        return { header: parseHeader(await decodeMember(member)), bodyOffset: length };
    } catch {
      // The copy at the end may be whole.
    }
  }
  return readHeaderCopy(file);
};

/** The last member is the header once more; what is in front of it is as long as the header says. */
const readHeaderCopy = async (file: FileBytes): Promise<FoundHeader | undefined> => {
  const bytes = await file.read(0, file.size);
  if (bytes === undefined) return undefined;
  const last = findMembers(bytes).members.at(-1);
  if (last === undefined) throw damaged("it has no whole member");
  const header = parseHeader(
    await decodeMember(bytes.subarray(last.offset, last.offset + last.length)),
  );
  const body = header.members.reduce((sum, [length]) => sum + length, header.values + header.rest);
  return { header, bodyOffset: last.offset - body };
};

const parseHeader = (content: Buffer): HeaderLine => {
  const header = JSON.parse(content.toString()) as Partial<HeaderLine>;
  if (header.v !== 1 || header.members === undefined)
    throw damaged("its header is of another version");
  return header as HeaderLine;
};

const readLines = async (file: FileBytes, offset: number, length: number): Promise<string[]> => {
  const member = await file.read(offset, length);
  if (member?.length !== length) throw damaged("it ends too early");
  const lines = (await decodeMember(member)).toString().split("\n");
  lines.pop();
  return lines;
};

const damaged = (what: string): ProcmonError =>
  new ProcmonError("PROCMON_DATA_DAMAGED", `expected a tier file: ${what}`);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : "unknown");
