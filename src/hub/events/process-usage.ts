import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Track } from "../archive/piece.ts";

/** What a process had used when it was last seen, wire integers; NaN where it is not known. */
export interface ProcessUsage {
  readonly cpuTime: number;
  readonly maxRss: number;
}

/** How far back the highest memory of a process that ended is looked for. */
export const usageMs = 3_600_000;

/** Of the parts of one process in the order of time. */
export const computeUsage = (tracks: readonly Pick<Track, "column">[]): ProcessUsage => {
  const last = tracks.at(-1)?.column("cpu_time");
  let maxRss = Number.NaN;
  for (const track of tracks)
    for (const rss of track.column("memory_rss"))
      if (!(rss <= maxRss)) maxRss = maxKnown(maxRss, rss);
  return {
    cpuTime: last?.findLast((value) => !Number.isNaN(value)) ?? Number.NaN,
    maxRss,
  };
};

const maxKnown = (a: number, b: number): number => (Number.isNaN(b) ? a : b);

/** The parts of one process in a window. */
export const readTracks = async (
  archive: Archive,
  name: HostName,
  process: Window & { readonly bootId: string; readonly pid: number; readonly start: number },
): Promise<Track[]> => {
  const { from, to, bootId, pid, start } = process;
  const found: Track[] = [];
  if (from > to) return found;
  for await (const { tracks, boots } of archive.pieces(name, { from, to, pid }))
    for (const one of tracks)
      if (one.start === start && boots[one.boot]?.facts.boot_id === bootId) found.push(one);
  return found;
};
