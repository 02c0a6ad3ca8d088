import { type NumberFieldId } from "../../protocol/process-fields.ts";
import { type FleetHost } from "./fleet-host.ts";
import { type Folds, foldTest } from "./folds.ts";
import { formatIdentity, parseIdentity } from "./identity.ts";
import { IndexSorter } from "./index-sorter.ts";
import { OrderMemory } from "./order-memory.ts";
import { ProcessForest } from "./process-forest.ts";
import { type ProcessFilter, ProcessMembers } from "./process-members.ts";
import { RowKeys } from "./row-keys.ts";
import { type Sort } from "./sort-field.ts";
import { SubtreeSums } from "./subtree-sums.ts";

export interface Arrangement {
  /** The hosts in scope, in the order of their ids. */
  readonly hosts: readonly FleetHost[];
  readonly filter: ProcessFilter | null;
  readonly sort: Sort;
  readonly tree: boolean;
  readonly folds: Folds;
  readonly kernelThreads: boolean;
  /** Rows keep their places, newcomers go behind: for the moments after the cursor was moved. */
  readonly frozen: boolean;
}

/** Bits of `ProcessRows.flags`. */
export const rowFlags = {
  /** Does not pass the filter; stays because something below it does. */
  dim: 1,
  /** Has rows below it, folded or not. */
  parent: 2,
  /** Its rows below are hidden. */
  folded: 4,
} as const;

/** The rows of the process table, as columns by row. */
interface ProcessRows {
  readonly count: number;
  /** Index in `hosts`. */
  readonly host: Int32Array;
  readonly slot: Int32Array;
  /** Who was in the slot when the rows were arranged: data may have moved on since. */
  readonly pid: Float64Array;
  readonly start: Float64Array;
  /** 0 in a list, and for a root. */
  readonly depth: Int32Array;
  readonly flags: Uint8Array;
  /** Bit d: a line runs down from this row at depth d. The bit of its own depth: a sibling follows. */
  readonly lines: Uint32Array;
  /** Rows that are folded away below it. */
  readonly hidden: Int32Array;
}

export interface ProcessView {
  readonly rows: ProcessRows;
  readonly hosts: readonly FleetHost[];
  readonly tree: boolean;
  /** Processes in scope (kernel threads only where they are wanted), and those that pass the filter. */
  readonly total: number;
  readonly matched: number;
  /** Processes left out because there are more than 2,097,152. */
  readonly dropped: number;
  /** Arranges the rows anew. Call after each change of data or of what is looked at. */
  arrange(arrangement: Arrangement): void;
  readonly hostAt: (row: number) => FleetHost;
  /** Whether the process has gone since the rows were arranged: its slot then says nothing of it. */
  isGone(row: number): boolean;
  readonly identityAt: (row: number) => string | null;
  /** -1 where no row shows it. */
  readonly indexOfIdentity: (identity: string) => number;
  /** The row it hangs from in the tree, or -1. */
  parentOf(row: number): number;
  /** In the tree: the wire number of a column summed over the row's whole subtree; NaN where absent. */
  sumAt(row: number, column: NumberFieldId): number;
}

/** Turns the tables of hosts into the rows of the process table. */
export const createProcessView = (): ProcessView => {
  const members = new ProcessMembers();
  const sums = new SubtreeSums();
  const forest = new ProcessForest();
  const memory = new OrderMemory();
  const sorter = new IndexSorter();
  const rowKeys = new RowKeys();
  let keys = new Float64Array(0);
  let sorted = new Int32Array(0);
  let tree = false;
  const rows = {
    count: 0,
    host: new Int32Array(0),
    slot: new Int32Array(0),
    pid: new Float64Array(0),
    start: new Float64Array(0),
    depth: new Int32Array(0),
    flags: new Uint8Array(0),
    lines: new Uint32Array(0),
    hidden: new Int32Array(0),
  };

  const fit = (): void => {
    const { length } = members.slot;
    if (keys.length === length) return;
    keys = new Float64Array(length);
    sorted = new Int32Array(length);
    rows.host = new Int32Array(length);
    rows.slot = new Int32Array(length);
    rows.pid = new Float64Array(length);
    rows.start = new Float64Array(length);
    rows.depth = new Int32Array(length);
    rows.flags = new Uint8Array(length);
    rows.lines = new Uint32Array(length);
    rows.hidden = new Int32Array(length);
  };

  const setRow = (row: number, member: number): void => {
    const index = members.host[member] as number;
    const slot = members.slot[member] as number;
    const { pid, start } = (members.hosts[index] as FleetHost).state.processes;
    rows.host[row] = index;
    rows.slot[row] = slot;
    rows.pid[row] = pid[slot] as number;
    rows.start[row] = start[slot] as number;
    rows.depth[row] = 0;
    rows.flags[row] = 0;
    rows.lines[row] = 0;
    rows.hidden[row] = 0;
  };

  const arrangeList = (): void => {
    rows.count = members.count;
    for (let row = 0; row < rows.count; row++) setRow(row, sorted[row] as number);
    memory.remember(members, sorted, members.count);
  };

  const arrangeTree = (folds: Folds): void => {
    forest.build(members, sums, sorted);
    memory.remember(members, forest.order, forest.count);
    const isFolded = foldTest(folds, members.hosts);
    let row = 0;
    for (let place = 0; place < forest.count; row++) {
      const member = forest.order[place] as number;
      const size = forest.size[place] as number;
      setRow(row, member);
      rows.depth[row] = forest.depth[place] as number;
      rows.lines[row] = forest.lines[place] as number;
      let flags = members.matches[member] === 1 ? 0 : rowFlags.dim;
      let step = 1;
      if (size > 1) {
        flags |= rowFlags.parent;
        if (isFolded(rows.host[row] as number, rows.slot[row] as number)) {
          flags |= rowFlags.folded;
          rows.hidden[row] = size - 1;
          step = size;
        }
      }
      rows.flags[row] = flags;
      place += step;
    }
    rows.count = row;
  };

  return {
    rows,
    get hosts() {
      return members.hosts;
    },
    get tree() {
      return tree;
    },
    get total() {
      return members.total;
    },
    get matched() {
      return members.matched;
    },
    get dropped() {
      return members.dropped;
    },
    arrange: ({ hosts, filter, sort, tree: asTree, folds, kernelThreads, frozen }) => {
      tree = asTree;
      members.collect(hosts, filter, { kernelThreads, onlyMatches: !tree });
      fit();
      if (tree) sums.build(members);
      if (frozen) memory.fillKeys(members, keys);
      else rowKeys.fill(members, tree ? sums : null, sort, keys);
      sorter.sort(keys, members.count, !frozen && sort.descending, sorted);
      if (tree) arrangeTree(folds);
      else arrangeList();
    },
    hostAt: (row) => members.hosts[rows.host[row] as number] as FleetHost,
    isGone: (row) => {
      const { pid, start } = (members.hosts[rows.host[row] as number] as FleetHost).state.processes;
      const slot = rows.slot[row] as number;
      return pid[slot] !== rows.pid[row] || start[slot] !== rows.start[row];
    },
    identityAt: (row) => {
      const host =
        row >= 0 && row < rows.count ? members.hosts[rows.host[row] as number] : undefined;
      return host === undefined
        ? null
        : formatIdentity(host.host, rows.pid[row] as number, rows.start[row] as number);
    },
    indexOfIdentity: (identity) => {
      const wanted = parseIdentity(identity);
      if (wanted === undefined) return -1;
      const index = members.hosts.findIndex(({ host }) => host === wanted.host);
      for (let row = 0; row < rows.count; row++) {
        if (
          rows.pid[row] === wanted.pid &&
          rows.start[row] === wanted.start &&
          rows.host[row] === index
        )
          return row;
      }
      return -1;
    },
    parentOf: (row) => {
      const depth = rows.depth[row] as number;
      for (let above = row - 1; above >= 0; above--)
        if ((rows.depth[above] as number) < depth) return above;
      return -1;
    },
    sumAt: (row, column) => sums.sumOf(rows.host[row] as number, rows.slot[row] as number, column),
  };
};
