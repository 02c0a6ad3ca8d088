import { type JoinedBuckets } from "./join-buckets.ts";
import { type TierTable } from "./tier-table.ts";

/** A run of buckets of one table. */
interface Run {
  readonly table: number;
  readonly firstIndex: number;
  readonly count: number;
}

/** Steps in the order of time: take cell `from[i]` of part `part[i]` into cell `into[i]`. */
export interface CellWalk {
  readonly part: Uint32Array;
  readonly from: Uint32Array;
  readonly into: Uint32Array;
}

/** How the buckets of some runs go into joined ones, `base` being the first of those. */
export const inOrder = (
  runs: readonly Run[],
  tables: readonly TierTable[],
  joined: JoinedBuckets,
  base: number,
): CellWalk => {
  let count = 0;
  for (const run of runs) count += run.count;
  const walk = {
    part: new Uint32Array(count),
    from: new Uint32Array(count),
    into: new Uint32Array(count),
  };
  const startAt = new Float64Array(joined.isApart ? 0 : count);
  let step = 0;
  for (const [part, run] of runs.entries()) {
    const places = joined.indexOf[run.table] as Uint32Array;
    const starts = tables[run.table]?.buckets.starts as Float64Array;
    for (let from = 0; from < run.count; from++) {
      walk.part[step] = part;
      walk.from[step] = from;
      walk.into[step] = (places[run.firstIndex + from] as number) - base;
      if (!joined.isApart) startAt[step] = starts[run.firstIndex + from] as number;
      step++;
    }
  }
  if (joined.isApart) return walk;
  // Late data may lie between the samples of another table: to the bucket, the order is that of time.
  const order = Uint32Array.from(startAt.keys()).sort(
    (a, b) => (startAt[a] as number) - (startAt[b] as number) || a - b,
  );
  const sorted = (column: Uint32Array): Uint32Array =>
    order.map((place) => column[place] as number);
  return { part: sorted(walk.part), from: sorted(walk.from), into: sorted(walk.into) };
};
