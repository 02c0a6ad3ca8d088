import { readChangeList } from "../change-list.ts";
import { memberLength } from "../member/gzip-member.ts";
import { type SegmentLayout } from "./segment-layout.ts";
import { type SegmentHeader } from "./segment-text.ts";

/** A header, and what is worked out of it for every question. */
export interface KnownHeader {
  readonly layout: SegmentLayout;
  readonly times: Float64Array;
  readonly elapsed: Float64Array;
  readonly bootAt: Uint16Array;
}

/**
 * Headers that were read, by file and by the checksum of the first: what is read of a file shows whether it
 * is still the same one. About 40 KB each; ten days of a host, or a day of ten.
 */
export interface KnownHeaders {
  /** `start`: the first bytes of the file. */
  get(path: string, start: Buffer): readonly KnownHeader[] | undefined;
  keep(path: string, start: Buffer, headers: readonly KnownHeader[]): void;
}

const filesKept = 240;

export const createKnownHeaders = (): KnownHeaders => {
  /** In the order of use. */
  const files = new Map<string, { trailer: string; headers: readonly KnownHeader[] }>();
  return {
    get: (path, start) => {
      const known = files.get(path);
      return known !== undefined && known.trailer === trailerOf(start) ? known.headers : undefined;
    },
    keep: (path, start, headers) => {
      const trailer = trailerOf(start);
      files.delete(path);
      if (trailer === undefined) return;
      files.set(path, { trailer, headers });
      for (const [oldest] of files) {
        if (files.size <= filesKept) break;
        files.delete(oldest);
      }
    },
  };
};

/** Checksum and length of the first member; undefined where it does not end in these bytes. */
const trailerOf = (start: Buffer): string | undefined => {
  const length = memberLength(start);
  return length === undefined || length > start.length
    ? undefined
    : start.toString("latin1", length - 8, length);
};

export const readHeader = (layout: SegmentLayout): KnownHeader => {
  const { header } = layout;
  const times = timesOf(header);
  const elapsed = readChangeList(header.e, times.length);
  for (let i = 1; i < times.length; i++)
    elapsed[i] = (elapsed[i] as number) + (times[i] as number) - (times[i - 1] as number);
  return { layout, times, elapsed, bootAt: bootAtOf(header, times.length) };
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
