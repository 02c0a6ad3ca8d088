import { type ByteCursor } from "./byte-cursor.ts";

/**
 * The load averages over 1, 5 and 15 minutes of /proc/loadavg, in hundredths, as it prints them.
 * null where the bytes are no loadavg line.
 */
export const parseLoadavg = (
  cursor: ByteCursor,
  bytes: Uint8Array,
  length: number,
): readonly [number, number, number] | null => {
  cursor.reset(bytes, length);
  const loads = [hundredths(cursor), hundredths(cursor), hundredths(cursor)] as const;
  return loads.some((load) => Number.isNaN(load)) ? null : loads;
};

/** A number with two decimals as an integer of hundredths: `0.52` is 52. NaN where there is none. */
export const hundredths = (cursor: ByteCursor): number => {
  const whole = cursor.number();
  if (!cursor.take(".")) return whole * 100;
  return whole * 100 + cursor.number();
};
