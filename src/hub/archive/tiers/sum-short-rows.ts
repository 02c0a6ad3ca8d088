import { type TopBy, tiers, topBys } from "../piece.ts";
import { INCREASE } from "./field-cells.ts";
import { createRest } from "./join-rest.ts";
import { type RestRow, restCounterIds, type TierRow, type TierTable } from "./tier-table.ts";

/** Names of processes without a row in one table; those that used least share a row without a name. */
const maxRestNames = 512;

/**
 * Sums the processes that came and went within less than a bucket, and were among the ten busiest of none,
 * by name: they keep no row. Whoever was there before the first sample or after the last keeps its row.
 */
export function* sumShortRows(table: TierTable): Generator<void, TierTable> {
  const length = tiers[table.buckets.tier];
  const isTop = new Set(topBys.flatMap((by) => table.tops[by].flat()));
  const rows: TierRow[] = [];
  const newIndex = new Map<number, number>();
  const rest = createRest(table.buckets.starts.length);
  for (const row of table.rest) {
    addRest(rest.of(row.name), row);
    yield;
  }
  for (const [index, row] of table.rows.entries()) {
    const isShort = row.isGone && row.born !== undefined && row.lastSeen - row.firstSeen < length;
    if (isShort && !isTop.has(index)) {
      addRow(rest.of(row.info.name), row);
    } else {
      newIndex.set(index, rows.length);
      rows.push(row);
    }
    if (index % 64 === 63) yield;
  }
  const tops = {} as Record<TopBy, number[][]>;
  for (const by of topBys)
    tops[by] = table.tops[by].map((list) => list.map((index) => newIndex.get(index) as number));
  return { ...table, rows, rest: boundNames([...rest.rows()]), tops };
}

const addRow = (into: RestRow, row: TierRow): void => {
  const first = row.firstIndex;
  into.processes[first] = (into.processes[first] as number) + 1;
  for (const id of restCounterIds) {
    const sums = into.increase[id];
    if (row.constant(id) === undefined) {
      const cells = row.cells(id);
      for (let k = 0; k < row.weights.length; k++)
        sums[first + k] = (sums[first + k] as number) + (cells[k * 2 + INCREASE] as number);
    }
    const before = row.born?.[id] ?? 0;
    if (before > 0) sums[first] = (sums[first] as number) + before;
  }
};

const addRest = (into: RestRow, row: RestRow): void => {
  const add = (sums: Float64Array, more: Float64Array): void => {
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (more[i] as number);
  };
  add(into.processes, row.processes);
  for (const id of restCounterIds) add(into.increase[id], row.increase[id]);
};

/** Names come from processes: whoever makes them up by thousands gets no file of thousands of lines. */
const boundNames = (rows: RestRow[]): RestRow[] => {
  const used = (row: RestRow): number =>
    row.name === null ? Number.POSITIVE_INFINITY : row.increase.cpu_time.reduce((a, b) => a + b, 0);
  const byUse = rows
    .map((row) => ({ row, used: used(row) }))
    .sort((a, b) => b.used - a.used || ((a.row.name ?? "") < (b.row.name ?? "") ? -1 : 1))
    .map(({ row }) => row);
  if (byUse.length <= maxRestNames) return byUse;
  const kept = byUse.slice(0, maxRestNames);
  const rest = createRest(rows[0]?.processes.length ?? 0);
  const nameless = kept[0]?.name === null ? kept[0] : rest.of(null);
  for (const row of byUse.slice(maxRestNames)) addRest(nameless, row);
  return kept[0] === nameless ? kept : [nameless, ...kept];
};
