import { subtreeFieldIds, type TreeQuery } from "../../protocol/api/tree.ts";
import { type Field } from "../../protocol/field.ts";
import { nestedJson } from "../../protocol/nested-json.ts";
import {
  type NumberFieldId,
  type ProcessFieldId,
  processFields,
} from "../../protocol/process-fields.ts";
import { type HostView, processRowOf } from "../../protocol/process-row.ts";
import { computeSubtreeSums, computeTree, type ProcessTree } from "../../protocol/process-tree.ts";
import { sortSlots } from "./sort-slots.ts";

const zombie = "Z".charCodeAt(0);

/** The process tree of one host as JSON text, the shape `treeAnswer`. */
export const computeTreeText = (view: HostView, query: TreeQuery): string => {
  const { processes } = view.state;
  const members: number[] = [];
  for (let slot = 0; slot < processes.bound; slot++) {
    if (processes.used[slot] !== 1) continue;
    if (!query.include_zombies && processes.numbers.status[slot] === zombie) continue;
    members.push(slot);
  }
  const tree = computeTree(processes, sortSlots(view, members, query));
  const subtreeOf = subtreeReader(view, tree);

  const rows = Array.from(tree.preorder, (slot) => ({
    depth: tree.depth[slot] as number,
    row: { ...processRowOf(view, slot), subtree: subtreeOf(slot) },
  }));
  const { time } = view.state;
  return `{"host":${JSON.stringify(view.host)},"time":${time},"processes":${nestedJson(rows)}}`;
};

/** Every sum of a subtree in the field's unit; null where nothing below could be read. */
const subtreeReader = (
  view: HostView,
  tree: ProcessTree,
): ((slot: number) => Record<string, number | null>) => {
  const table = view.state.processes;
  const total = view.facts.memory_total;
  const columns = subtreeFieldIds.map((id) => {
    // The one share that is no wire field follows from the bytes it is a share of.
    if (id === "memory_percent") {
      const sums = computeSubtreeSums(table, tree, "memory_rss");
      return { id, valueOf: (slot: number) => shareOf(sums[slot] as number, total) };
    }
    const sums = computeSubtreeSums(table, tree, id as NumberFieldId);
    const perUnit = Math.round(1 / (processFields[id] as Field).resolution);
    return { id, valueOf: (slot: number) => inUnit(sums[slot] as number, perUnit) };
  });
  return (slot) => {
    const sums: Partial<Record<ProcessFieldId, number | null>> = {};
    for (const { id, valueOf } of columns) sums[id] = valueOf(slot);
    return sums as Record<string, number | null>;
  };
};

const inUnit = (wire: number, perUnit: number): number | null =>
  Number.isNaN(wire) ? null : wire / perUnit;

const shareOf = (bytes: number, total: number | null): number | null =>
  Number.isNaN(bytes) || total === null || total === 0
    ? null
    : Math.round((bytes / total) * 10_000) / 100;
