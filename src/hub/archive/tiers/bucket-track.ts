import { type NumberFieldId, numberFieldIds } from "../../../protocol/process-fields.ts";
import { rateOfCounter } from "../../../protocol/rates.ts";
import { type Piece, type Track } from "../piece.ts";
import { type BucketedSamples } from "./bucket-samples.ts";
import { constantCells } from "./constant-cells.ts";
import { addToGauge, emptyCells, INCREASE, LAST, processCellKind } from "./field-cells.ts";
import { type RestCounterId, restCounterIds, type TierRow } from "./tier-table.ts";

/** How far a host's clock may drift from its own boot time before a young process counts as old. */
const driftMs = 60_000;

/** A process of a piece as a row of buckets. */
export const bucketTrack = (piece: Piece, samples: BucketedSamples, track: Track): TierRow => {
  const { firstIndex: first, lastIndex: last } = track;
  const { bucketAt, weightAt } = samples;
  let firstBucket = bucketAt[first] as number;
  let lastBucket = firstBucket;
  for (let i = first + 1; i <= last; i++) {
    const bucket = bucketAt[i] as number;
    if (bucket < firstBucket) firstBucket = bucket;
    if (bucket > lastBucket) lastBucket = bucket;
  }
  const count = lastBucket - firstBucket + 1;
  const weights = new Float64Array(count);
  const times = new Float64Array(count);
  const isBorn = wasBornHere(piece, track);
  for (let i = first; i <= last; i++) {
    const at = (bucketAt[i] as number) - firstBucket;
    weights[at] = (weights[at] as number) + (weightAt[i] as number);
    if (i > first || (i === 0 && !isBorn))
      times[at] = (times[at] as number) + (piece.elapsed[i] as number);
  }
  // A bucket between the others that has no sample of the process: only where the clock stepped back.
  const hasGap = weights.includes(0);
  /** Of the fields that change. */
  let filled: Map<NumberFieldId, Float64Array> | undefined;
  for (const id of numberFieldIds) {
    const grown = first === 0 ? firstIncrease(piece, track, id) : 0;
    if (!hasGap && grown === 0 && track.constant?.(id) !== undefined) continue;
    filled ??= new Map();
    filled.set(id, cellsOf(piece, samples, track, id, grown, firstBucket, count));
  }
  const constant = (id: NumberFieldId): number | undefined =>
    filled?.has(id) === true ? undefined : track.constant?.(id);
  return {
    boot: track.boot,
    pid: track.pid,
    start: track.start,
    firstIndex: firstBucket,
    lastIndex: lastBucket,
    isGone: track.isGone,
    firstSeen: piece.times[first] as number,
    lastSeen: piece.times[last] as number,
    get info() {
      return track.info;
    },
    born: isBorn
      ? (Object.fromEntries(restCounterIds.map((id) => [id, firstOf(track, id)])) as Record<
          RestCounterId,
          number
        >)
      : undefined,
    weights,
    times,
    cells: (id) =>
      filled?.get(id) ?? constantCells(processCellKind(id), constant(id) as number, weights),
    constant,
  };
};

/** The value at the first sample. */
const firstOf = (track: Track, id: NumberFieldId): number =>
  track.constant?.(id) ?? (track.column(id)[0] as number);

/**
 * Whether a process began between the sample that shows it first and the one before. In the first sample
 * of a piece a known rate says that the one before showed it too.
 */
const wasBornHere = (piece: Piece, track: Track): boolean => {
  const first = track.firstIndex;
  const elapsed = piece.elapsed[first] as number;
  if (first === 0 && (elapsed === 0 || !Number.isNaN(firstOf(track, "cpu_percent")))) return false;
  const since = elapsed > 0 ? elapsed : timeBetween(piece, first);
  const bootTime = piece.boots[track.boot]?.facts.boot_time ?? 0;
  const age = (piece.times[first] as number) - bootTime - track.start;
  return age <= since + driftMs;
};

const timeBetween = (piece: Piece, index: number): number =>
  (piece.times[index] as number) - (piece.times[index - 1] as number);

/** `grown`: by how much a counter grew in the first sample of the piece. */
const cellsOf = (
  piece: Piece,
  { bucketAt, weightAt }: BucketedSamples,
  track: Track,
  id: NumberFieldId,
  grown: number,
  firstBucket: number,
  count: number,
): Float64Array => {
  const kind = processCellKind(id);
  const first = track.firstIndex;
  const column = track.column(id);
  const cells = emptyCells(kind, count);
  if (kind === "counter") {
    const increases = increasesOf(column, piece.elapsed, first);
    increases[0] = grown;
    for (let k = 0; k < column.length; k++) {
      const at = ((bucketAt[first + k] as number) - firstBucket) * 2;
      if (!Number.isNaN(column[k])) cells[at + LAST] = column[k] as number;
      cells[at + INCREASE] = (cells[at + INCREASE] as number) + (increases[k] as number);
    }
    return cells;
  }
  for (let k = 0; k < column.length; k++) {
    const value = column[k] as number;
    if (Number.isNaN(value)) continue;
    const at = (bucketAt[first + k] as number) - firstBucket;
    if (kind === "level") cells[at] = value;
    else addToGauge(cells, at * 5, value, weightAt[first + k] as number);
  }
  return cells;
};

/**
 * What a counter grew by in each sample since the one before; 0 where that is not known, as for rates: no
 * time passed, one of the two is absent, or it fell.
 */
export const increasesOf = (
  column: Float64Array,
  elapsed: Float64Array,
  first: number,
): Float64Array => {
  const increases = new Float64Array(column.length);
  for (let k = 1; k < column.length; k++) {
    const increase = (column[k] as number) - (column[k - 1] as number);
    if (increase > 0 && (elapsed[first + k] as number) > 0) increases[k] = increase;
  }
  return increases;
};

/** The sample before the piece is known by the rate alone. */
const firstIncrease = (piece: Piece, track: Track, id: NumberFieldId): number => {
  const rate = rateOfCounter.get(id);
  if (rate === undefined) return 0;
  const value = firstOf(track, rate.id);
  return Number.isNaN(value)
    ? 0
    : Math.max(0, Math.round((value * (piece.elapsed[0] as number)) / rate.factor));
};
