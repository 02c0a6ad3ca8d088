import { readSparseList, type SparseList, sparseListOf } from "./sparse-list.ts";
import { type RestCounterId, type RestRow, restCounterIds } from "./tier-table.ts";

/** Processes without a line of their own, summed by name, as a line of a tier file. */
export type RestLine = {
  readonly name: string | null;
  /** How many began in each bucket. */
  readonly processes?: SparseList;
} & {
  /** By how much a counter grew in each bucket. */
  readonly [Id in RestCounterId]?: SparseList;
};

export const restLineOf = (row: RestRow): RestLine => {
  const line: Record<string, SparseList> = {};
  const add = (id: string, column: Float64Array): void => {
    const list = sparseListOf(column.length, (k) => column[k] as number);
    if (list !== undefined) line[id] = list;
  };
  add("processes", row.processes);
  for (const id of restCounterIds) add(id, row.increase[id]);
  return { name: row.name, ...line };
};

export const readRestLine = (line: RestLine, buckets: number): RestRow => ({
  name: line.name,
  processes: readSparseList(line.processes, buckets),
  increase: Object.fromEntries(
    restCounterIds.map((id) => [id, readSparseList(line[id], buckets)]),
  ) as Record<RestCounterId, Float64Array>,
});
