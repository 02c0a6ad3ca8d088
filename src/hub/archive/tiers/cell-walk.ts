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
  const steps: { part: number; from: number; into: number; start: number }[] = [];
  for (const [part, run] of runs.entries()) {
    const places = joined.indexOf[run.table] as Uint32Array;
    const starts = tables[run.table]?.buckets.starts as Float64Array;
    for (let from = 0; from < run.count; from++) {
      const index = run.firstIndex + from;
      const into = (places[index] as number) - base;
      steps.push({ part, from, into, start: starts[index] as number });
    }
  }
  // Late data may lie between the samples of another table: to the bucket, the order is that of time.
  if (!joined.isApart) steps.sort((a, b) => a.start - b.start || a.part - b.part);
  return {
    part: Uint32Array.from(steps, ({ part }) => part),
    from: Uint32Array.from(steps, ({ from }) => from),
    into: Uint32Array.from(steps, ({ into }) => into),
  };
};
