import { type HostNumberFieldId, hostNumberFieldIds } from "../../../protocol/host-fields.ts";
import { numberFieldIds } from "../../../protocol/process-fields.ts";
import { type Boot, type TierId } from "../piece.ts";
import { type CellWalk, inOrder } from "./cell-walk.ts";
import {
  addCell,
  type CellKind,
  emptyCells,
  hostCellKind,
  processCellKind,
  strideOf,
} from "./field-cells.ts";
import { type JoinedBuckets, joinBuckets } from "./join-buckets.ts";
import { joinRest } from "./join-rest.ts";
import { createProcessCells } from "./process-cells.ts";
import { rankRows } from "./rank-rows.ts";
import { type TierRow, type TierTable } from "./tier-table.ts";

/**
 * Tables of one host, of the same or finer tiers and no sample in two of them, as one table of a tier.
 * Exact: what is made of tables of minutes is what would be made of all their samples.
 * Rows of the same process become one.
 */
export function* joinTiers(parts: readonly TierTable[], tier: TierId): Generator<void, TierTable> {
  const tables = parts
    .filter(({ buckets }) => buckets.starts.length > 0)
    .sort((a, b) => a.buckets.firstSample - b.buckets.firstSample);
  const joined = joinBuckets(tables, tier);
  const { boots, bootOf } = joinBoots(tables);
  const count = joined.buckets.starts.length;
  const whole = tables.map((table, index) => ({
    table: index,
    firstIndex: 0,
    count: table.buckets.starts.length,
  }));
  const walk = inOrder(whole, tables, joined, 0);
  const hostCells = new Map<HostNumberFieldId, Float64Array>();
  for (const id of hostNumberFieldIds) {
    const kind = hostCellKind(id);
    const cells = tables.map((table) => table.hostCells(id));
    const into = emptyCells(kind, count);
    foldCells(walk, cells, kind, into);
    hostCells.set(id, into);
    yield;
  }
  const rows: TierRow[] = [];
  for (const group of yield* groupRows(tables, bootOf)) {
    rows.push(movedRow(group, tables, joined) ?? (yield* joinRows(group, tables, joined)));
    yield;
  }
  rows.sort((a, b) => a.firstSeen - b.firstSeen || a.pid - b.pid);
  return {
    host: tables[0]?.host ?? "",
    boots,
    buckets: joined.buckets,
    rows,
    rest: yield* joinRest(tables, joined),
    tops: yield* rankRows(rows, count),
    hostCells: (id) => hostCells.get(id) as Float64Array,
  };
}

/** Cells of one field beyond which a row is not done at one go. */
const longWalk = 200;

const foldCells = (
  walk: CellWalk,
  parts: readonly Float64Array[],
  kind: CellKind,
  cells: Float64Array,
): void => {
  const stride = strideOf[kind];
  for (let step = 0; step < walk.part.length; step++)
    addCell(
      kind,
      cells,
      (walk.into[step] as number) * stride,
      parts[walk.part[step] as number] as Float64Array,
      (walk.from[step] as number) * stride,
    );
};

/** A boot that several tables know is one; its latest facts are kept. */
const joinBoots = (tables: readonly TierTable[]) => {
  const boots: Boot[] = [];
  const known = new Map<string, number>();
  const bootOf = tables.map((table) =>
    table.boots.map((boot) => {
      const id = boot.facts.boot_id;
      const index = known.get(id) ?? boots.length;
      known.set(id, index);
      boots[index] = boot;
      return index;
    }),
  );
  return { boots, bootOf };
};

interface RowPart {
  readonly table: number;
  readonly boot: number;
  readonly row: TierRow;
}

function* groupRows(
  tables: readonly TierTable[],
  bootOf: readonly (readonly number[])[],
): Generator<void, Iterable<RowPart[]>> {
  const groups = new Map<string, RowPart[]>();
  for (const [index, table] of tables.entries()) {
    for (const [at, row] of table.rows.entries()) {
      if (at % 256 === 255) yield;
      const boot = bootOf[index]?.[row.boot] ?? 0;
      const key = `${boot} ${row.pid} ${row.start}`;
      const group = groups.get(key);
      const part = { table: index, boot, row };
      if (group === undefined) groups.set(key, [part]);
      else group.push(part);
    }
  }
  return groups.values();
}

/** A row of one table of which no two buckets become one is as it was, but for its place. */
const movedRow = (
  [part, ...others]: readonly RowPart[],
  tables: readonly TierTable[],
  joined: JoinedBuckets,
): TierRow | undefined => {
  if (part === undefined || others.length > 0) return undefined;
  const { row, table, boot } = part;
  const places = joined.indexOf[table] as Uint32Array;
  const firstIndex = places[row.firstIndex] as number;
  const lastIndex = places[row.lastIndex] as number;
  if (lastIndex - firstIndex !== row.lastIndex - row.firstIndex) return undefined;
  return {
    ...row,
    boot,
    firstIndex,
    lastIndex,
    isGone: row.isGone || isFollowed(row.lastSeen, tables),
  };
};

/** Whether there are samples after the last that shows a process. */
const isFollowed = (lastSeen: number, tables: readonly TierTable[]): boolean =>
  (tables.at(-1)?.buckets.firstSample ?? 0) > lastSeen;

function* joinRows(
  parts: readonly RowPart[],
  tables: readonly TierTable[],
  joined: JoinedBuckets,
): Generator<void, TierRow> {
  const first = parts[0] as RowPart;
  let latest = first;
  let firstSeen = first.row.firstSeen;
  let firstIndex = Number.POSITIVE_INFINITY;
  let lastIndex = 0;
  for (const part of parts) {
    const places = joined.indexOf[part.table] as Uint32Array;
    firstIndex = Math.min(firstIndex, places[part.row.firstIndex] as number);
    lastIndex = Math.max(lastIndex, places[part.row.lastIndex] as number);
    firstSeen = Math.min(firstSeen, part.row.firstSeen);
    if (part.row.lastSeen >= latest.row.lastSeen) latest = part;
  }
  const { lastSeen } = latest.row;
  const count = lastIndex - firstIndex + 1;
  const walk = inOrder(
    parts.map(({ table, row }) => ({
      table,
      firstIndex: row.firstIndex,
      count: row.weights.length,
    })),
    tables,
    joined,
    firstIndex,
  );
  const sum = (columns: readonly Float64Array[]): Float64Array => {
    const sums = new Float64Array(count);
    for (let step = 0; step < walk.part.length; step++) {
      const into = walk.into[step] as number;
      sums[into] =
        (sums[into] as number) +
        (columns[walk.part[step] as number]?.[walk.from[step] as number] as number);
    }
    return sums;
  };
  const cells = createProcessCells(count);
  for (const id of numberFieldIds) {
    const columns = parts.map(({ row }) => row.cells(id));
    foldCells(walk, columns, processCellKind(id), cells(id));
    if (walk.part.length > longWalk) yield;
  }
  return {
    boot: first.boot,
    pid: first.row.pid,
    start: first.row.start,
    firstIndex,
    lastIndex,
    isGone: latest.row.isGone || isFollowed(lastSeen, tables),
    firstSeen,
    lastSeen,
    info: latest.row.info,
    born: first.row.born,
    weights: sum(parts.map(({ row }) => row.weights)),
    times: sum(parts.map(({ row }) => row.times)),
    cells,
    constant: () => undefined,
  };
}
