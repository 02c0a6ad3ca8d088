import { type ByteCursor } from "./byte-cursor.ts";

/** Resident pages: field 2 of /proc/PID/statm, exact. NaN where the bytes are no statm line. */
export const parseStatm = (cursor: ByteCursor, bytes: Uint8Array, length: number): number => {
  cursor.reset(bytes, length);
  cursor.skipWords(1);
  return cursor.number();
};
