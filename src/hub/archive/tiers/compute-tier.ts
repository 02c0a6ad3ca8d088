import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { hostRates } from "../../../protocol/rates.ts";
import { type Piece, type TierId } from "../piece.ts";
import { type BucketedSamples, bucketSamples } from "./bucket-samples.ts";
import { bucketTrack, increasesOf } from "./bucket-track.ts";
import { addToGauge, emptyCells, hostCellKind, INCREASE, LAST } from "./field-cells.ts";
import { rankRows } from "./rank-rows.ts";
import { type TierRow, type TierTable } from "./tier-table.ts";

/**
 * The buckets of a raw piece, every process with a row of its own. Yields after each process, so that
 * whoever runs it can let others in between.
 */
export function* computeTier(piece: Piece, tier: TierId): Generator<void, TierTable> {
  const samples = bucketSamples(piece, tier);
  const hostCells = new Map<HostNumberFieldId, Float64Array>();
  for (const id of hostNumberFieldIds) {
    hostCells.set(id, bucketHostField(piece, samples, id));
    yield;
  }
  const rows: TierRow[] = [];
  for (const track of piece.tracks) {
    rows.push(bucketTrack(piece, samples, track));
    yield;
  }
  return {
    host: piece.host,
    boots: piece.boots,
    buckets: samples.buckets,
    rows,
    rest: [],
    tops: yield* rankRows(rows, samples.buckets.starts.length),
    hostCells: (id) => hostCells.get(id) as Float64Array,
  };
}

const bucketHostField = (
  piece: Piece,
  { buckets, bucketAt, weightAt }: BucketedSamples,
  id: HostNumberFieldId,
): Float64Array => {
  const kind = hostCellKind(id);
  const cells = emptyCells(kind, buckets.starts.length);
  const column = piece.hostColumn(id);
  const increases = kind === "counter" ? increasesOf(column, piece.elapsed, 0) : undefined;
  if (increases !== undefined && column.length > 0) increases[0] = firstIncrease(piece, id);
  for (let i = 0; i < column.length; i++) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    const bucket = bucketAt[i] as number;
    if (increases === undefined) {
      addToGauge(cells, bucket * 5, value, weightAt[i] as number);
    } else {
      cells[bucket * 2 + LAST] = value;
      cells[bucket * 2 + INCREASE] =
        (cells[bucket * 2 + INCREASE] as number) + (increases[i] as number);
    }
  }
  return cells;
};

/** A share of CPU time does not tell by how much either counter grew; a rate over time does. */
const firstIncrease = (piece: Piece, id: HostNumberFieldId): number => {
  const rate = rateOverTime.get(id);
  if (rate === undefined) return 0;
  const value = piece.hostColumn(rate.id)[0] as number;
  return Number.isNaN(value)
    ? 0
    : Math.max(0, Math.round((value * (piece.elapsed[0] as number)) / rate.scale));
};

const rateOverTime: ReadonlyMap<HostNumberFieldId, { id: HostNumberFieldId; scale: number }> =
  new Map(
    hostRates
      .filter(({ per }) => per === undefined)
      .map(({ number, counters, scale }) => [
        hostNumberFieldIds[counters[0] as number] as HostNumberFieldId,
        { id: hostNumberFieldIds[number] as HostNumberFieldId, scale },
      ]),
  );
