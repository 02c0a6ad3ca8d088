/**
 * Which periods have to go so that all files together keep to a number of bytes: `before` whole, oldest
 * first, and of `partly` as many files as it takes.
 */
export interface Excess {
  /** Periods below this one go. */
  readonly before: string | undefined;
  /** Bytes that still have to go of the period `before`. */
  readonly partly: number;
}

/** `bytes` by period; names of periods sort by time. undefined where nothing has to go. */
export const chooseExcess = (
  bytes: ReadonlyMap<string, number>,
  maxBytes: number,
): Excess | undefined => {
  let excess = -maxBytes;
  for (const size of bytes.values()) excess += size;
  if (excess <= 0) return undefined;
  for (const period of [...bytes.keys()].sort()) {
    const size = bytes.get(period) as number;
    if (size > excess) return { before: period, partly: excess };
    excess -= size;
    if (excess === 0) return { before: `${period}~`, partly: 0 };
  }
  return undefined;
};
