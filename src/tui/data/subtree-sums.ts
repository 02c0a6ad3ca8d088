import { type Field } from "../../protocol/field.ts";
import { type NumberFieldId, processFields } from "../../protocol/process-fields.ts";
import { computeSubtreeSums, computeTree, type ProcessTree } from "../../protocol/process-tree.ts";
import { type FleetHost } from "./fleet-host.ts";
import { type ProcessMembers } from "./process-members.ts";
import { isColumn, type SortField } from "./sort-field.ts";

/** The column whose sum over a subtree orders and fills the cells of a field, if the field sums up. */
export const summedColumn = (field: SortField): NumberFieldId | undefined => {
  if (field === "memory_percent") return "memory_rss";
  if (!isColumn(field)) return undefined;
  const { aggregate }: Field = processFields[field];
  return aggregate === "sum" ? field : undefined;
};

/** The trees of the hosts in scope and the sums over subtrees, each made when it is first asked for. */
export class SubtreeSums {
  #trees: ProcessTree[] = [];
  #sums: Map<NumberFieldId, Float64Array>[] = [];
  #hosts: readonly FleetHost[] = [];

  /** Takes the members as those that have a place in the trees. */
  build(members: ProcessMembers): void {
    this.#hosts = members.hosts;
    let from = 0;
    this.#trees = members.hosts.map((host, index) => {
      let to = from;
      while (to < members.count && members.host[to] === index) to++;
      const tree = computeTree(host.state.processes, members.slot.subarray(from, to));
      from = to;
      return tree;
    });
    this.#sums = members.hosts.map(() => new Map<NumberFieldId, Float64Array>());
  }

  parentOf(hostIndex: number, slot: number): number {
    return this.#trees[hostIndex]?.parent[slot] ?? -1;
  }

  /** Wire number of the sum, NaN where the whole subtree is absent. */
  sumOf(hostIndex: number, slot: number, field: NumberFieldId): number {
    const sums = this.#sums[hostIndex];
    const tree = this.#trees[hostIndex];
    const host = this.#hosts[hostIndex];
    if (sums === undefined || tree === undefined || host === undefined) return Number.NaN;
    let column = sums.get(field);
    if (column === undefined) {
      column = computeSubtreeSums(host.state.processes, tree, field);
      sums.set(field, column);
    }
    return column[slot] as number;
  }
}
