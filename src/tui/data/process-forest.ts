import { type ProcessMembers } from "./process-members.ts";
import { type SubtreeSums } from "./subtree-sums.ts";

/**
 * The trees of all hosts as one list of rows: ancestors of what matches stay, siblings stand in the
 * given order, and a subtree is one run of rows. Linked lists in typed arrays, no object per row.
 */
export class ProcessForest {
  count = 0;
  /** Members, parents before their children. */
  order = new Int32Array(0);
  /** By place in `order`. */
  depth = new Int32Array(0);
  /** By place in `order`: rows of the subtree, itself included. */
  size = new Int32Array(0);
  /** By place in `order`: bit d is set where a line runs down at depth d; the own depth included. */
  lines = new Uint32Array(0);

  #parent = new Int32Array(0);
  #firstChild = new Int32Array(0);
  #nextSibling = new Int32Array(0);
  #keeps = new Uint8Array(0);
  #place = new Int32Array(0);
  #memberOfSlot: Int32Array[] = [];

  build(members: ProcessMembers, sums: SubtreeSums, sorted: Int32Array): void {
    this.#fit(members.count);
    this.#findParents(members, sums);
    this.#keepAncestors(members);
    const root = this.#link(members.count, sorted);
    this.#walk(root);
  }

  #findParents(members: ProcessMembers, sums: SubtreeSums): void {
    members.hosts.forEach((host, index) => {
      const { capacity } = host.state.processes;
      const known = this.#memberOfSlot[index];
      if (known === undefined || known.length < capacity)
        this.#memberOfSlot[index] = new Int32Array(capacity);
    });
    this.#memberOfSlot.length = members.hosts.length;
    for (let member = 0; member < members.count; member++)
      (this.#memberOfSlot[members.host[member] as number] as Int32Array)[
        members.slot[member] as number
      ] = member;
    for (let member = 0; member < members.count; member++) {
      const host = members.host[member] as number;
      const above = sums.parentOf(host, members.slot[member] as number);
      this.#parent[member] =
        above < 0 ? -1 : ((this.#memberOfSlot[host] as Int32Array)[above] as number);
    }
  }

  #keepAncestors(members: ProcessMembers): void {
    this.#keeps.fill(0, 0, members.count);
    for (let member = 0; member < members.count; member++) {
      if (members.matches[member] !== 1) continue;
      let at = member;
      while (at >= 0 && this.#keeps[at] === 0) {
        this.#keeps[at] = 1;
        at = this.#parent[at] as number;
      }
    }
  }

  /** Returns the first root. */
  #link(count: number, sorted: Int32Array): number {
    this.#firstChild.fill(-1, 0, count);
    let root = -1;
    for (let i = count - 1; i >= 0; i--) {
      const member = sorted[i] as number;
      if (this.#keeps[member] === 0) continue;
      const above = this.#parent[member] as number;
      if (above < 0) {
        this.#nextSibling[member] = root;
        root = member;
      } else {
        this.#nextSibling[member] = this.#firstChild[above] as number;
        this.#firstChild[above] = member;
      }
    }
    return root;
  }

  #walk(root: number): void {
    let count = 0;
    let member = root;
    let depth = 0;
    let lines = 0;
    while (member >= 0) {
      // Lines of lower depths are those of its ancestors; deeper ones belong to rows further up.
      const bit = depth < 32 ? (1 << depth) >>> 0 : 0;
      const hasNext = (this.#nextSibling[member] as number) >= 0;
      lines = (bit === 0 ? lines : lines & (bit - 1)) | (hasNext ? bit : 0);
      this.order[count] = member;
      this.depth[count] = depth;
      this.lines[count] = lines;
      this.size[count] = 1;
      this.#place[member] = count++;
      let next = this.#firstChild[member] as number;
      if (next >= 0) depth++;
      while (next < 0 && member >= 0) {
        next = this.#nextSibling[member] as number;
        if (next >= 0) break;
        member = this.#parent[member] as number;
        depth--;
      }
      member = next;
    }
    this.count = count;
    for (let place = count - 1; place >= 0; place--) {
      const above = this.#parent[this.order[place] as number] as number;
      if (above < 0) continue;
      const at = this.#place[above] as number;
      this.size[at] = (this.size[at] as number) + (this.size[place] as number);
    }
  }

  #fit(count: number): void {
    if (this.order.length >= count) return;
    const capacity = Math.ceil(count * 1.25);
    this.order = new Int32Array(capacity);
    this.depth = new Int32Array(capacity);
    this.size = new Int32Array(capacity);
    this.lines = new Uint32Array(capacity);
    this.#parent = new Int32Array(capacity);
    this.#firstChild = new Int32Array(capacity);
    this.#nextSibling = new Int32Array(capacity);
    this.#keeps = new Uint8Array(capacity);
    this.#place = new Int32Array(capacity);
  }
}
