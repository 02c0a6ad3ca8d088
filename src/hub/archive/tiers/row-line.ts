import {
  bornRowFieldIds,
  type NumberFieldId,
  numberFieldIds,
} from "../../../protocol/process-fields.ts";
import { type InfoValues } from "../../../protocol/process-table.ts";
import { processRates } from "../../../protocol/rates.ts";
import { type CellLine, cellLineOf, readCellLine } from "./cell-line.ts";
import { LAST, processCellKind } from "./field-cells.ts";
import { readSparseList, type SparseList, sparseListOf } from "./sparse-list.ts";
import { type Buckets, type RestCounterId, restCounterIds, type TierRow } from "./tier-table.ts";

/** A process as a line of a tier file. */
export interface RowLine {
  readonly pid: number;
  readonly start: number;
  /** Index into `boots` of the header. */
  readonly b: number;
  /** First and last bucket. */
  readonly i: readonly [number, number];
  /**
   * When it was seen first and last, milliseconds after the start of these buckets; left out where that
   * is in the first and in the last sample of the file.
   */
  readonly seen?: readonly [number, number];
  readonly gone?: true;
  /** Its counters when it was seen first, where it had begun since the sample before. */
  readonly born?: Partial<Record<RestCounterId, number>>;
  /** What is not null of its texts. */
  readonly info: Partial<InfoValues>;
  /** Weight of the bucket less that of the samples that show it. */
  readonly w?: SparseList;
  /** Time of the bucket less that over which its counters are known. */
  readonly t?: SparseList;
  readonly c: { readonly [Id in NumberFieldId]?: CellLine };
}

const counterOf = new Map(processRates.map(({ id, counter }) => [id as NumberFieldId, counter]));

export const rowLineOf = (row: TierRow, buckets: Buckets): RowLine => {
  const missing = (all: Float64Array, own: Float64Array): SparseList | undefined =>
    sparseListOf(own.length, (k) => (all[row.firstIndex + k] as number) - (own[k] as number));
  const w = missing(buckets.weights, row.weights);
  const t = missing(buckets.times, row.times);
  const c: { [Id in NumberFieldId]?: CellLine } = {};
  for (const id of numberFieldIds) {
    const constant = row.constant(id);
    if (constant !== undefined) {
      if (!Number.isNaN(constant)) c[id] = constant;
      continue;
    }
    const counterId = counterOf.get(id);
    const counter = counterId === undefined ? undefined : row.cells(counterId);
    const line = cellLineOf(
      processCellKind(id),
      row.cells(id),
      row.weights,
      counter && ((k) => !Number.isNaN(counter[k * 2 + LAST] as number)),
    );
    if (line !== undefined) c[id] = line;
  }
  const isWhole = row.firstSeen === buckets.firstSample && row.lastSeen === buckets.lastSample;
  return {
    pid: row.pid,
    start: row.start,
    b: row.boot,
    i: [row.firstIndex, row.lastIndex],
    ...(!isWhole && {
      seen: [
        row.firstSeen - (buckets.starts[row.firstIndex] as number),
        row.lastSeen - (buckets.starts[row.lastIndex] as number),
      ] as const,
    }),
    ...(row.isGone && { gone: true as const }),
    ...(row.born !== undefined && {
      born: Object.fromEntries(
        Object.entries(row.born).filter(([, value]) => !Number.isNaN(value)),
      ),
    }),
    info: Object.fromEntries(
      bornRowFieldIds.map((id) => [id, row.info[id]] as const).filter(([, v]) => v !== null),
    ) as Partial<InfoValues>,
    ...(w !== undefined && { w }),
    ...(t !== undefined && { t }),
    c,
  };
};

/** The row of a line. Its cells are worked out when they are asked for. */
export const readRowLine = (line: RowLine, buckets: Buckets): TierRow => {
  const [firstIndex, lastIndex] = line.i;
  const count = lastIndex - firstIndex + 1;
  const less = (all: Float64Array, missing: SparseList | undefined): Float64Array => {
    const differences = readSparseList(missing, count);
    return differences.map((value, k) => (all[firstIndex + k] as number) - value);
  };
  const weights = less(buckets.weights, line.w);
  return {
    boot: line.b,
    pid: line.pid,
    start: line.start,
    firstIndex,
    lastIndex,
    isGone: line.gone === true,
    firstSeen:
      line.seen === undefined
        ? buckets.firstSample
        : (buckets.starts[firstIndex] as number) + line.seen[0],
    lastSeen:
      line.seen === undefined
        ? buckets.lastSample
        : (buckets.starts[lastIndex] as number) + line.seen[1],
    info: Object.fromEntries(
      bornRowFieldIds.map((id) => [id, line.info[id] ?? null]),
    ) as unknown as InfoValues,
    born:
      line.born &&
      (Object.fromEntries(
        restCounterIds.map((id) => [id, line.born?.[id] ?? Number.NaN]),
      ) as Record<RestCounterId, number>),
    weights,
    times: less(buckets.times, line.t),
    cells: (id) => readCellLine(processCellKind(id), line.c[id], weights),
    constant: (id) => {
      const cells = line.c[id] ?? null;
      return cells === null ? Number.NaN : typeof cells === "number" ? cells : undefined;
    },
  };
};
