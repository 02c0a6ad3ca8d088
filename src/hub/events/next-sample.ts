import { type Archive, type HostName } from "../archive/archive.ts";

const hourMs = 3_600_000;
const maxHours = 24;

/** When the first sample after a moment was made, looked for in the day behind it. */
export const readNextSample = async (
  archive: Archive,
  name: HostName,
  after: number,
  last: number,
): Promise<number | undefined> => {
  for (let from = after + 1, n = 0; from <= last && n < maxHours; from += hourMs, n++)
    // Of a process that there is none, so that no track is put together.
    for await (const { times } of archive.pieces(name, { from, to: from + hourMs - 1, pid: -1 })) {
      const time = times.find((one) => one > after);
      if (time !== undefined) return time;
    }
  return undefined;
};
