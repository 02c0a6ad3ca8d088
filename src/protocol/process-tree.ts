import { type NumberFieldId } from "./process-fields.ts";
import { type ProcessTable } from "./process-table.ts";

/**
 * Who started whom, by slot. -1 stands for none. All arrays have an entry for each slot below the
 * table's `bound`; those of slots that take no part are -1.
 */
export interface ProcessTree {
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** 0 for a root. */
  readonly depth: Int32Array;
  readonly roots: Int32Array;
  /** Every slot that takes part, parents before their children, a subtree in one piece. */
  readonly preorder: Int32Array;
}

/**
 * The tree of a table. `slots` are those that take part, in the order in which siblings and roots
 * shall stand: sorted slots give a sorted tree. Left out: all, by slot number.
 *
 * A process whose parent takes no part (gone, hidden, filtered out) is a root. Parents that form a
 * ring, which only a hostile or torn sample can hold, are cut at the member of the lowest pid.
 */
export const computeTree = (table: ProcessTable, slots?: ArrayLike<number>): ProcessTree => {
  const members = slots ?? livingSlots(table);
  const parent = parentsOf(table, members);
  cutRings(table, members, parent);

  const none = (): Int32Array => new Int32Array(table.bound).fill(-1);
  const firstChild = none();
  const nextSibling = none();
  let firstRoot = -1;
  let rootCount = 0;
  for (let i = members.length - 1; i >= 0; i--) {
    const slot = members[i] as number;
    const above = parent[slot] as number;
    if (above < 0) {
      nextSibling[slot] = firstRoot;
      firstRoot = slot;
      rootCount++;
    } else {
      nextSibling[slot] = firstChild[above] as number;
      firstChild[above] = slot;
    }
  }
  const roots = new Int32Array(rootCount);
  for (let slot = firstRoot, i = 0; slot >= 0; slot = nextSibling[slot] as number)
    roots[i++] = slot;

  const depth = none();
  const preorder = new Int32Array(members.length);
  let slot = firstRoot;
  for (let i = 0; slot >= 0; i++) {
    preorder[i] = slot;
    const above = parent[slot] as number;
    depth[slot] = above < 0 ? 0 : (depth[above] as number) + 1;
    let next = firstChild[slot] as number;
    while (next < 0 && slot >= 0) {
      next = nextSibling[slot] as number;
      slot = parent[slot] as number;
    }
    slot = next;
  }
  return { parent, firstChild, nextSibling, depth, roots, preorder };
};

const livingSlots = (table: ProcessTable): Int32Array => {
  const slots = new Int32Array(table.count);
  for (let slot = 0, i = 0; slot < table.bound; slot++)
    if (table.used[slot] === 1) slots[i++] = slot;
  return slots;
};

const parentsOf = (table: ProcessTable, members: ArrayLike<number>): Int32Array => {
  const takesPart = new Uint8Array(table.bound);
  for (let i = 0; i < members.length; i++) takesPart[members[i] as number] = 1;
  const parent = new Int32Array(table.bound).fill(-1);
  const { ppid } = table.numbers;
  for (let i = 0; i < members.length; i++) {
    const slot = members[i] as number;
    const above = table.slotOfPid(ppid[slot] as number);
    if (above !== undefined && above !== slot && takesPart[above] === 1) parent[slot] = above;
  }
  return parent;
};

/** Each slot is walked over once: a walk that meets its own mark has gone round a ring. */
const cutRings = (table: ProcessTable, members: ArrayLike<number>, parent: Int32Array): void => {
  const walkOf = new Int32Array(table.bound);
  for (let i = 0; i < members.length; i++) {
    const walk = i + 1;
    let slot = members[i] as number;
    while (slot >= 0 && walkOf[slot] === 0) {
      walkOf[slot] = walk;
      slot = parent[slot] as number;
    }
    if (slot < 0 || walkOf[slot] !== walk) continue;
    let lowest = slot;
    for (let at = parent[slot] as number; at !== slot; at = parent[at] as number)
      if ((table.pid[at] as number) < (table.pid[lowest] as number)) lowest = at;
    parent[lowest] = -1;
  }
};

/**
 * A field summed over each process and all below it, in wire integers by slot. Absent values count
 * for nothing; where the whole subtree is absent the sum is NaN.
 */
export const computeSubtreeSums = (
  table: ProcessTable,
  { parent, preorder }: ProcessTree,
  id: NumberFieldId,
): Float64Array => {
  const sums = table.numbers[id].slice(0, table.bound);
  for (let i = preorder.length - 1; i >= 0; i--) {
    const slot = preorder[i] as number;
    const sum = sums[slot] as number;
    const above = parent[slot] as number;
    if (above < 0 || Number.isNaN(sum)) continue;
    const rest = sums[above] as number;
    sums[above] = Number.isNaN(rest) ? sum : rest + sum;
  }
  return sums;
};
