import { type ByteCursor } from "./byte-cursor.ts";

/** Storage traffic of a process since its start, in bytes. NaN where the line is missing. */
export interface IoRecord {
  readBytes: number;
  writeBytes: number;
}

/**
 * `read_bytes` and `write_bytes` of /proc/PID/io (Documentation/filesystems/proc.rst, 3.3): what was
 * fetched from and sent towards storage, unlike rchar and wchar, which count pipes and the cache too.
 */
export const parseIo = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: IoRecord,
): void => {
  into.readBytes = Number.NaN;
  into.writeBytes = Number.NaN;
  cursor.reset(bytes, length);
  do {
    if (cursor.take("read_bytes:")) into.readBytes = cursor.number();
    else if (cursor.take("write_bytes:")) into.writeBytes = cursor.number();
  } while (cursor.nextLine());
};
