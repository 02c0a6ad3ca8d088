import { type JoinedBuckets } from "./join-buckets.ts";
import { type RestCounterId, type RestRow, restCounterIds, type TierTable } from "./tier-table.ts";

/** The rests of several tables: those of a name are one. */
export function* joinRest(
  tables: readonly TierTable[],
  joined: JoinedBuckets,
): Generator<void, RestRow[]> {
  const rest = createRest(joined.buckets.starts.length);
  for (const [index, table] of tables.entries()) {
    const places = joined.indexOf[index] as Uint32Array;
    for (const row of table.rest) {
      const into = rest.of(row.name);
      for (let i = 0; i < places.length; i++) {
        const at = places[i] as number;
        into.processes[at] = (into.processes[at] as number) + (row.processes[i] as number);
        for (const id of restCounterIds)
          into.increase[id][at] =
            (into.increase[id][at] as number) + (row.increase[id][i] as number);
      }
      yield;
    }
  }
  return [...rest.rows()];
}

/** Rest rows by name, made when first asked for. */
export const createRest = (buckets: number) => {
  const rows = new Map<string | null, RestRow>();
  return {
    of: (name: string | null): RestRow => {
      let row = rows.get(name);
      if (row === undefined) {
        row = emptyRest(name, buckets);
        rows.set(name, row);
      }
      return row;
    },
    rows: (): Iterable<RestRow> => rows.values(),
  };
};

const emptyRest = (name: string | null, buckets: number): RestRow => ({
  name,
  processes: new Float64Array(buckets),
  increase: Object.fromEntries(
    restCounterIds.map((id) => [id, new Float64Array(buckets)]),
  ) as Record<RestCounterId, Float64Array>,
});
