import { findMembers } from "../member/find-members.ts";
import { decodeMember } from "../member/gzip-member.ts";
import { type GroupName } from "../segment/segment-text.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { parseGroup } from "./encode-group.ts";
import { fileBound } from "./read-groups.ts";

/** How a hot file ends. */
export interface HotTail {
  readonly size: number;
  /** The last group in it, or undefined where none is intact. */
  readonly group: GroupName | undefined;
}

/** Looks at the end of a hot file, and cuts off what was not written to its end. */
export const repairHotTail = async (shelf: Shelf, path: string): Promise<HotTail> => {
  const size = (await shelf.size(path)) ?? 0;
  if (size === 0) return { size, group: undefined };
  const file = (await shelf.read(path, 0, Math.min(size, fileBound))) ?? Buffer.alloc(0);
  const { members, gaps } = findMembers(file);
  const torn = gaps.find(({ isTail }) => isTail);
  if (torn !== undefined) await shelf.truncate(path, torn.offset);
  const kept = torn?.offset ?? size;
  for (const { offset, length } of members.toReversed()) {
    const group = await decodeMember(file.subarray(offset, offset + length)).then(
      parseGroup,
      () => undefined,
    );
    if (group !== undefined) return { size: kept, group: [group.head.log, group.head.part] };
  }
  return { size: kept, group: undefined };
};
