import { type ResolutionPart } from "../../protocol/api/resolution.ts";
import { type Snapshot, type SnapshotsAnswer } from "../../protocol/api/snapshots.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { tiers } from "../archive/piece.ts";
import { type Scan } from "../history/scan.ts";
import { isTier, readWindowParts, spanReader, wantedResolution } from "../history/window-parts.ts";
import { type RecentHistory } from "./recent-history.ts";
import { averageRows, type SnapshotRow, snapshotOf } from "./snapshot-row.ts";
import { rowsOfPiece, rowsOfSamples, rowsOfTier } from "./snapshot-rows.ts";

const hourMs = 3_600_000;

export interface SnapshotsQuestion extends Window {
  readonly host: string;
  /** Length of buckets in milliseconds; undefined: every sample. */
  readonly step: number | undefined;
  readonly limit: number;
}

/** What all processes of a host used together: from memory as far as it reaches, before that from the archive. */
export const computeSnapshots = async (
  sources: {
    readonly archive: Archive;
    readonly recent: RecentHistory;
    readonly tenant: string;
    readonly scan: Scan;
  },
  { host, from, to, step, limit }: SnapshotsQuestion,
): Promise<SnapshotsAnswer> => {
  const { archive, recent } = sources;
  const name = { tenant: sources.tenant, host };
  const begin = step === undefined ? from : Math.floor(from / step) * step;
  const wanted = step === undefined ? "raw" : wantedResolution(step, { from: begin, to });
  // Where a bucket of the archive ends, so that no sample counts twice.
  const length = isTier(wanted) ? tiers[wanted] : 1;
  const memory = Math.ceil(memoryFrom(recent, name) / length) * length;
  const rows: SnapshotRow[] = [];
  const parts: ResolutionPart[] = [];
  if (to >= memory) {
    const window = { from: Math.max(begin, memory), to };
    rows.push(...rowsOfSamples(recent.pieces(name, window)));
    if (rows.length > 0) parts.push({ ...window, to: to + 1, resolution: "raw" });
  }
  const rest = { from: begin, to: Math.min(to + 1, memory) };
  if (rest.from < rest.to && (step !== undefined || rows.length < limit)) {
    const spanOf = spanReader(archive, name, undefined);
    // Newest first: without buckets, reading ends where there are enough.
    for (const part of (await readWindowParts(spanOf, wanted, rest, to >= memory)).reverse()) {
      for (const piece of hoursOf(part).reverse()) {
        if (step === undefined && rows.length >= limit) break;
        rows.unshift(...(await readRows(sources, name, piece)));
        parts.unshift(piece);
      }
    }
  }
  const averaged = step === undefined ? rows : averageRows(rows, step);
  const answered = averaged.slice(-limit);
  const isCut = answered.length < averaged.length;
  return {
    host,
    from: begin,
    to,
    step_ms: step ?? null,
    resolution: joined(isCut ? partsSince(parts, answered[0]?.time ?? to) : parts),
    snapshots: answered.map(snapshotOf) satisfies Snapshot[],
  };
};

/** From when on every sample is in memory. */
const memoryFrom = (recent: RecentHistory, name: HostName): number => {
  const span = recent.span(name);
  return span !== undefined && recent.covers(name, span.from)
    ? span.from
    : Number.POSITIVE_INFINITY;
};

/** A part of raw samples hour by hour, of a tier as a whole. */
const hoursOf = (part: ResolutionPart): ResolutionPart[] => {
  if (isTier(part.resolution)) return [part];
  const hours: ResolutionPart[] = [];
  for (let from = part.from; from < part.to; ) {
    const to = Math.min(part.to, (Math.floor(from / hourMs) + 1) * hourMs);
    hours.push({ ...part, from, to });
    from = to;
  }
  return hours;
};

const readRows = async (
  { archive, scan }: { readonly archive: Archive; readonly scan: Scan },
  name: HostName,
  { from, to, resolution }: ResolutionPart,
): Promise<SnapshotRow[]> => {
  const rows: SnapshotRow[] = [];
  const window = { from, to: to - 1 };
  if (isTier(resolution))
    for await (const piece of archive.tierPieces(name, resolution, window))
      rows.push(...(await rowsOfTier(piece, scan)));
  else
    for await (const piece of archive.pieces(name, window))
      rows.push(...(await rowsOfPiece(piece, scan)));
  return rows.filter(({ time }) => time >= from && time < to);
};

/** What is left of parts from a moment on. */
const partsSince = (parts: readonly ResolutionPart[], time: number): ResolutionPart[] =>
  parts
    .filter((part) => part.to > time)
    .map((part) => ({ ...part, from: Math.max(part.from, time) }));

/** Neighbours of one resolution as one part. */
const joined = (parts: readonly ResolutionPart[]): ResolutionPart[] => {
  const all: ResolutionPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last?.resolution === part.resolution && last.to >= part.from)
      all[all.length - 1] = { ...last, to: part.to };
    else all.push(part);
  }
  return all;
};
