import { type ByteCursor } from "./byte-cursor.ts";
import { hundredths } from "./loadavg.ts";

/** Share of time in which some or all tasks stalled, average of 10 s, in hundredths of a percent. */
export interface PressureRecord {
  some: number;
  full: number;
}

/** Reads a file of /proc/pressure (Documentation/accounting/psi.rst). NaN where a line is missing. */
export const parsePressure = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
  into: PressureRecord,
): void => {
  into.some = Number.NaN;
  into.full = Number.NaN;
  cursor.reset(bytes, length);
  do {
    if (cursor.take("some avg10=")) into.some = hundredths(cursor);
    else if (cursor.take("full avg10=")) into.full = hundredths(cursor);
  } while (cursor.nextLine());
};
