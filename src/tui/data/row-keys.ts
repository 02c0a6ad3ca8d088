import { type NumberFieldId } from "../../protocol/process-fields.ts";
import { type FleetHost } from "./fleet-host.ts";
import { type ProcessMembers } from "./process-members.ts";
import { type NumberKey, numberKeyOf, type Sort, type SortField, textKeyOf } from "./sort-field.ts";
import { type SubtreeSums, summedColumn } from "./subtree-sums.ts";
import { TextRanks } from "./text-ranks.ts";

/** Works out the numbers that rows are ordered by: values, sums over subtrees, or ranks of texts. */
export class RowKeys {
  readonly #ranks = new TextRanks();
  #ranked: SortField | undefined;

  /** With `sums`, fields that sum up are taken over whole subtrees. */
  fill(
    members: ProcessMembers,
    sums: SubtreeSums | null,
    { field }: Sort,
    keys: Float64Array,
  ): void {
    const summed = sums === null ? undefined : summedColumn(field);
    const numberKey = numberKeyOf(field);
    if (sums !== null && summed !== undefined) fillSums(members, sums, summed, field, keys);
    else if (numberKey !== undefined) fillNumbers(members, numberKey, keys);
    else this.#fillRanks(members, field, keys);
  }

  #fillRanks(members: ProcessMembers, field: SortField, keys: Float64Array): void {
    if (this.#ranked !== field) this.#ranks.forget();
    this.#ranked = field;
    this.#ranks.rank((member) => textAt(members, member, field), members.count, keys);
  }
}

const fillNumbers = (members: ProcessMembers, numberKey: NumberKey, keys: Float64Array): void => {
  for (let member = 0; member < members.count; member++) {
    const index = members.host[member] as number;
    const host = members.hosts[index] as FleetHost;
    keys[member] = numberKey(host, members.slot[member] as number, index);
  }
};

const fillSums = (
  members: ProcessMembers,
  sums: SubtreeSums,
  column: NumberFieldId,
  field: SortField,
  keys: Float64Array,
): void => {
  const isShare = field === "memory_percent";
  for (let member = 0; member < members.count; member++) {
    const index = members.host[member] as number;
    const sum = sums.sumOf(index, members.slot[member] as number, column);
    const total = (members.hosts[index] as FleetHost).facts.memory_total || Number.NaN;
    keys[member] = isShare ? sum / total : sum;
  }
};

const textAt = (members: ProcessMembers, member: number, field: SortField): string | null => {
  if (field === "host") return null;
  if (field === "cmdline") return members.commandOf(member);
  const host = members.hosts[members.host[member] as number] as FleetHost;
  return textKeyOf(host, members.slot[member] as number, field);
};
