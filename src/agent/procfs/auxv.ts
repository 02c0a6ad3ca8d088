/** Of the kernel's ABI, from /proc/self/auxv. */
export interface Auxv {
  /** Clock ticks a second, in which stat counts. */
  readonly clockTicks: number;
  readonly pageSize: number;
}

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** Pairs of 64-bit words, key and value, as in getauxval(3). Missing keys take the usual values. */
export const parseAuxv = (bytes: Buffer, length: number): Auxv => {
  let clockTicks = 100;
  let pageSize = 4096;
  for (let at = 0; at + 16 <= length; at += 16) {
    const key = bytes.readUInt32LE(at);
    const value = bytes.readUInt32LE(at + 8);
    if (value === 0) continue;
    if (key === AT_CLKTCK) clockTicks = value;
    else if (key === AT_PAGESZ) pageSize = value;
  }
  return { clockTicks, pageSize };
};
