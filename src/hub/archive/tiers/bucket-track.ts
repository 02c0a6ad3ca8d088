import { type NumberFieldId, numberFieldIds } from "../../../protocol/process-fields.ts";
import { type NumberColumns } from "../../../protocol/process-table.ts";
import { rateOfCounter } from "../../../protocol/rates.ts";
import { type Piece, type Track } from "../piece.ts";
import { type BucketedSamples } from "./bucket-samples.ts";
import { addToGauge, INCREASE, LAST, processCellKind } from "./field-cells.ts";
import { createProcessCells } from "./process-cells.ts";
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
    firstBucket = Math.min(firstBucket, bucketAt[i] as number);
    lastBucket = Math.max(lastBucket, bucketAt[i] as number);
  }
  const count = lastBucket - firstBucket + 1;
  const weights = new Float64Array(count);
  const times = new Float64Array(count);
  const columns = Object.fromEntries(
    numberFieldIds.map((id) => [id, track.column(id)]),
  ) as NumberColumns;
  const isBorn = wasBornHere(piece, track, columns);
  for (let i = first; i <= last; i++) {
    const at = (bucketAt[i] as number) - firstBucket;
    weights[at] = (weights[at] as number) + (weightAt[i] as number);
    if (i > first || (i === 0 && !isBorn))
      times[at] = (times[at] as number) + (piece.elapsed[i] as number);
  }
  const cells = createProcessCells(count);
  for (const id of numberFieldIds)
    fillCells(piece, samples, first, columns, id, firstBucket, cells(id));
  return {
    boot: track.boot,
    pid: track.pid,
    start: track.start,
    firstIndex: firstBucket,
    lastIndex: lastBucket,
    isGone: track.isGone,
    firstSeen: piece.times[first] as number,
    lastSeen: piece.times[last] as number,
    info: track.info,
    born: isBorn
      ? (Object.fromEntries(restCounterIds.map((id) => [id, columns[id][0]])) as Record<
          RestCounterId,
          number
        >)
      : undefined,
    weights,
    times,
    cells,
  };
};

/**
 * Whether a process began between the sample that shows it first and the one before. In the first sample
 * of a piece a known rate says that the one before showed it too.
 */
const wasBornHere = (piece: Piece, track: Track, columns: NumberColumns): boolean => {
  const first = track.firstIndex;
  const elapsed = piece.elapsed[first] as number;
  if (first === 0 && (elapsed === 0 || !Number.isNaN(columns.cpu_percent[0] as number)))
    return false;
  const since = elapsed > 0 ? elapsed : timeBetween(piece, first);
  const bootTime = piece.boots[track.boot]?.facts.boot_time ?? 0;
  const age = (piece.times[first] as number) - bootTime - track.start;
  return age <= since + driftMs;
};

const timeBetween = (piece: Piece, index: number): number =>
  (piece.times[index] as number) - (piece.times[index - 1] as number);

const fillCells = (
  piece: Piece,
  { bucketAt, weightAt }: BucketedSamples,
  first: number,
  columns: NumberColumns,
  id: NumberFieldId,
  firstBucket: number,
  cells: Float64Array,
): void => {
  const kind = processCellKind(id);
  const column = columns[id];
  if (kind === "counter") {
    const increases = increasesOf(column, piece.elapsed, first);
    if (first === 0) increases[0] = firstIncrease(piece, columns, id);
    for (let k = 0; k < column.length; k++) {
      const at = ((bucketAt[first + k] as number) - firstBucket) * 2;
      if (!Number.isNaN(column[k])) cells[at + LAST] = column[k] as number;
      cells[at + INCREASE] = (cells[at + INCREASE] as number) + (increases[k] as number);
    }
    return;
  }
  for (let k = 0; k < column.length; k++) {
    const value = column[k] as number;
    if (Number.isNaN(value)) continue;
    const at = (bucketAt[first + k] as number) - firstBucket;
    if (kind === "level") cells[at] = value;
    else addToGauge(cells, at * 5, value, weightAt[first + k] as number);
  }
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
const firstIncrease = (piece: Piece, columns: NumberColumns, id: NumberFieldId): number => {
  const rate = rateOfCounter.get(id);
  if (rate === undefined) return 0;
  const value = columns[rate.id][0] as number;
  return Number.isNaN(value)
    ? 0
    : Math.max(0, Math.round((value * (piece.elapsed[0] as number)) / rate.factor));
};
