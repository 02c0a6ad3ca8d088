import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { hostRates } from "../../../protocol/rates.ts";
import { type TopBy, topBys } from "../piece.ts";
import { type CellLine, cellLineOf, readCellLine } from "./cell-line.ts";
import { hostCellKind, LAST } from "./field-cells.ts";
import { type Buckets, type TierTable } from "./tier-table.ts";

/** The line of the host in a tier file. */
export interface HostLine {
  readonly h: { readonly [Id in HostNumberFieldId]?: CellLine };
  /** The ten busiest processes of each bucket, as numbers of their lines; null: as in the bucket before. */
  readonly tops: Readonly<Record<TopBy, readonly (readonly number[] | null)[]>>;
}

const rateOf = new Map(hostRates.map((rate) => [hostNumberFieldIds[rate.number], rate]));

export const hostLineOf = (table: TierTable): HostLine => {
  const h: { [Id in HostNumberFieldId]?: CellLine } = {};
  for (const id of hostNumberFieldIds) {
    const counters = rateOf
      .get(id)
      ?.counters.map((n) => table.hostCells(hostNumberFieldIds[n] as HostNumberFieldId));
    const line = cellLineOf(
      hostCellKind(id),
      table.hostCells(id),
      table.buckets.weights,
      counters && ((k) => counters.every((cells) => !Number.isNaN(cells[k * 2 + LAST] as number))),
    );
    if (line !== undefined) h[id] = line;
  }
  const tops = {} as Record<TopBy, (readonly number[] | null)[]>;
  for (const by of topBys) tops[by] = shortened(table.tops[by]);
  return { h, tops };
};

const shortened = (lists: readonly (readonly number[])[]): (readonly number[] | null)[] =>
  lists.map((list, i) => (i > 0 && isSame(list, lists[i - 1] as readonly number[]) ? null : list));

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

export const readHostCells = (
  line: HostLine,
  buckets: Buckets,
  id: HostNumberFieldId,
): Float64Array => readCellLine(hostCellKind(id), line.h[id], buckets.weights);

/** The top lists, each bucket with its own. */
export const readTops = (line: HostLine): Record<TopBy, readonly (readonly number[])[]> => {
  const tops = {} as Record<TopBy, (readonly number[])[]>;
  for (const by of topBys) {
    let last: readonly number[] = [];
    tops[by] = line.tops[by].map((list) => {
      last = list ?? last;
      return last;
    });
  }
  return tops;
};
