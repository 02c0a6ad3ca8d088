import { rateOfCounter } from "../../protocol/rates.ts";
import { type Boot, type Piece, type TierPiece } from "../archive/piece.ts";
import { type Scan } from "../history/scan.ts";
import { type RecentPiece } from "./recent-piece.ts";
import { type SnapshotRow } from "./snapshot-row.ts";

/** Rows of samples in memory, where the totals are kept. */
export const rowsOfSamples = (pieces: readonly RecentPiece[]): SnapshotRow[] =>
  pieces.flatMap((piece) => {
    const { totals, times } = piece;
    const system = systemOfRaw(piece);
    return Array.from(times, (time, i) => ({
      time,
      weight: 1,
      processes: totals.processes[i] as number,
      cpuPercent: totals.cpuPercent[i] as number,
      memoryRss: totals.memoryRss[i] as number,
      ...system(i),
    }));
  });

/** Rows of raw samples: what all tracks used is added up. */
export const rowsOfPiece = async (piece: Piece, scan: Scan): Promise<SnapshotRow[]> => {
  const { times, tracks } = piece;
  const processes = new Float64Array(times.length);
  const cpuPercent = new Float64Array(times.length).fill(Number.NaN);
  const memoryRss = new Float64Array(times.length).fill(Number.NaN);
  for (const [n, track] of tracks.entries()) {
    if (n % tracksPerRest === 0) await scan.rest();
    for (let i = track.firstIndex; i <= track.lastIndex; i++)
      processes[i] = (processes[i] as number) + 1;
    addKnown(cpuPercent, track.column("cpu_percent"), track.firstIndex);
    addKnown(memoryRss, track.column("memory_rss"), track.firstIndex);
  }
  const system = systemOfRaw(piece);
  return Array.from(times, (time, i) => ({
    time,
    weight: 1,
    processes: processes[i] as number,
    cpuPercent: cpuPercent[i] as number,
    memoryRss: memoryRss[i] as number,
    ...system(i),
  }));
};

/** Rows of buckets. A process counts for as much of a bucket as it was seen in. */
export const rowsOfTier = async (piece: TierPiece, scan: Scan): Promise<SnapshotRow[]> => {
  const { starts, samples, covered, tracks, rest } = piece;
  const processes = new Float64Array(starts.length);
  const cpuTime = new Float64Array(starts.length);
  const memoryRss = new Float64Array(starts.length).fill(Number.NaN);
  const shareAt = (ofTrack: Float64Array, i: number, at: number): number => {
    const whole = covered[at] as number;
    return whole > 0 ? Math.min(1, (ofTrack[i] as number) / whole) : 1;
  };
  for (const [n, track] of tracks.entries()) {
    if (n % tracksPerRest === 0) await scan.rest();
    const used = track.increase("cpu_time");
    const rss = track.column("memory_rss", "avg");
    for (let i = 0; i <= track.lastIndex - track.firstIndex; i++) {
      const at = track.firstIndex + i;
      const share = shareAt(track.covered, i, at);
      processes[at] = (processes[at] as number) + share;
      if (!Number.isNaN(used[i] as number))
        cpuTime[at] = (cpuTime[at] as number) + (used[i] as number);
      rss[i] = (rss[i] as number) * share;
    }
    addKnown(memoryRss, rss, track.firstIndex);
  }
  for (const one of rest) addKnown(cpuTime, one.increase("cpu_time"), 0);
  const system = systemOf(
    piece.hostColumn("cpu_percent", "avg"),
    piece.hostColumn("memory_used", "avg"),
    () => piece.boots.at(-1),
  );
  return Array.from(starts, (time, i) => ({
    time,
    weight: samples[i] as number,
    processes: processes[i] as number,
    cpuPercent:
      (covered[i] as number) > 0
        ? ((cpuTime[i] as number) * cpuFactor) / (covered[i] as number)
        : Number.NaN,
    memoryRss: memoryRss[i] as number,
    ...system(i),
  }));
};

/** How many tracks are added up before others may work. */
const tracksPerRest = 100;
/** Wire units of `cpu_percent` per wire unit of `cpu_time` and millisecond. */
const cpuFactor = rateOfCounter.get("cpu_time")?.factor ?? Number.NaN;

/** Adds what is known; a sum stays NaN until something is. */
const addKnown = (to: Float64Array, values: Float64Array, offset: number): void => {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const before = to[offset + i] as number;
    to[offset + i] = Number.isNaN(before) ? value : before + value;
  }
};

/** What the host itself tells of each sample or bucket. */
const systemOf = (
  cpu: Float64Array,
  used: Float64Array,
  bootAt: (index: number) => Boot | undefined,
): ((index: number) => Pick<SnapshotRow, "systemCpu" | "systemMemory">) => {
  return (index) => {
    const total = bootAt(index)?.facts.memory_total ?? 0;
    const share = total === 0 ? Number.NaN : (100 * (used[index] as number)) / total;
    return { systemCpu: cpu[index] as number, systemMemory: share };
  };
};

const systemOfRaw = (piece: Omit<Piece, "tracks">) =>
  systemOf(
    piece.hostColumn("cpu_percent"),
    piece.hostColumn("memory_used"),
    (index) => piece.boots[piece.bootAt[index] as number],
  );
