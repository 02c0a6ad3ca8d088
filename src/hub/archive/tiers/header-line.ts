import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { hostRates } from "../../../protocol/rates.ts";
import { type ChangeList, ChangeListWriter, readChangeList } from "../change-list.ts";
import { type Boot, type TierId, type TopBy, tiers, topBys } from "../piece.ts";
import { type CellLine, cellLineOf, readCellLine } from "./cell-line.ts";
import { hostCellKind, LAST } from "./field-cells.ts";
import { type Buckets, type TierTable } from "./tier-table.ts";

/** The first line of a tier file, and once more its last. */
export interface HeaderLine {
  readonly v: 1;
  readonly tier: TierId;
  readonly host: string;
  /** Names of the raw files whose samples are in it. */
  readonly from: readonly string[];
  readonly boots: readonly Boot["facts"][];
  /** Start of the first bucket, then the distances to the next ones in lengths of a bucket. */
  readonly starts: readonly [number, readonly number[]];
  readonly samples: ChangeList;
  readonly weights: ChangeList;
  readonly times: ChangeList;
  /** When the first and the last sample were made. */
  readonly seen: readonly [number, number];
  readonly h: { readonly [Id in HostNumberFieldId]?: CellLine };
  /** The ten busiest processes of each bucket, as numbers of their lines; null: as in the bucket before. */
  readonly tops: Readonly<Record<TopBy, readonly (readonly number[] | null)[]>>;
  /** Members of process lines: their length in bytes, and the pid of each line. */
  readonly members: readonly (readonly [length: number, pids: readonly number[]])[];
  /** Length in bytes of the member of the processes that are summed by name; 0 where there is none. */
  readonly rest: number;
}

const rateOf = new Map(hostRates.map((rate) => [hostNumberFieldIds[rate.number], rate]));

export const headerLineOf = (
  table: TierTable,
  parts: Pick<HeaderLine, "from" | "members" | "rest">,
): HeaderLine => {
  const { buckets } = table;
  const h: { [Id in HostNumberFieldId]?: CellLine } = {};
  for (const id of hostNumberFieldIds) {
    const counters = rateOf
      .get(id)
      ?.counters.map((n) => table.hostCells(hostNumberFieldIds[n] as HostNumberFieldId));
    const line = cellLineOf(
      hostCellKind(id),
      table.hostCells(id),
      buckets.weights,
      counters && ((k) => counters.every((cells) => !Number.isNaN(cells[k * 2 + LAST] as number))),
    );
    if (line !== undefined) h[id] = line;
  }
  const length = tiers[buckets.tier];
  const { starts } = buckets;
  return {
    v: 1,
    tier: buckets.tier,
    host: table.host,
    from: parts.from,
    boots: table.boots.map(({ facts }) => facts),
    starts: [
      starts[0] as number,
      Array.from(starts.subarray(1), (start, i) => (start - (starts[i] as number)) / length),
    ],
    samples: changeListOf(buckets.samples),
    weights: changeListOf(buckets.weights),
    times: changeListOf(buckets.times),
    seen: [buckets.firstSample, buckets.lastSample],
    h,
    tops: Object.fromEntries(topBys.map((by) => [by, shortened(table.tops[by])])) as Record<
      TopBy,
      (readonly number[] | null)[]
    >,
    members: parts.members,
    rest: parts.rest,
  };
};

const changeListOf = (column: Float64Array): ChangeList => {
  const writer = new ChangeListWriter(0, column[0] as number);
  for (let i = 1; i < column.length; i++) writer.set(i, column[i] as number);
  return writer.list;
};

const shortened = (lists: readonly (readonly number[])[]): (readonly number[] | null)[] =>
  lists.map((list, i) => (i > 0 && isSame(list, lists[i - 1] as readonly number[]) ? null : list));

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** The buckets a header tells of. */
export const readBuckets = (header: HeaderLine): Buckets => {
  const [first, distances] = header.starts;
  const length = tiers[header.tier];
  const count = distances.length + 1;
  const starts = new Float64Array(count);
  starts[0] = first;
  for (let i = 1; i < count; i++)
    starts[i] = (starts[i - 1] as number) + (distances[i - 1] as number) * length;
  return {
    tier: header.tier,
    starts,
    samples: readChangeList(header.samples, count),
    weights: readChangeList(header.weights, count),
    times: readChangeList(header.times, count),
    firstSample: header.seen[0],
    lastSample: header.seen[1],
  };
};

export const readHostCells = (
  header: HeaderLine,
  buckets: Buckets,
  id: HostNumberFieldId,
): Float64Array => readCellLine(hostCellKind(id), header.h[id], buckets.weights);

/** The top lists, each bucket with its own. */
export const readTops = (header: HeaderLine): Record<TopBy, readonly (readonly number[])[]> => {
  const tops = {} as Record<TopBy, (readonly number[])[]>;
  for (const by of topBys) {
    let last: readonly number[] = [];
    tops[by] = header.tops[by].map((list) => {
      last = list ?? last;
      return last;
    });
  }
  return tops;
};
