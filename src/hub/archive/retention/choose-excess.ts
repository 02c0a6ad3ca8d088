/** Which files have to go so that all together keep to a number of bytes, oldest first. */
export interface Excess {
  /** Files of the periods below this one go, */
  readonly last: string;
  /** and of this one as many as hold so many bytes. */
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
    if (size >= excess) return { last: period, partly: excess };
    excess -= size;
  }
  return undefined;
};
