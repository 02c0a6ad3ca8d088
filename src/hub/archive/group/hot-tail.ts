import { findMembers, type MemberPlace } from "../member/find-members.ts";
import { type GroupName } from "../segment/segment-text.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { type Group, groupNameOf } from "./encode-group.ts";
import { fileBound, readGroup } from "./read-groups.ts";

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
  const tail = gaps.find(({ isTail }) => isTail);
  const isTorn = tail !== undefined && typeof (await groupAt(file, tail)) === "string";
  if (isTorn) await shelf.truncate(path, tail.offset);
  const kept = isTorn ? tail.offset : size;
  const places = [...members, ...gaps].filter(({ offset }) => offset < kept);
  for (const place of places.sort((a, b) => b.offset - a.offset)) {
    const group = await groupAt(file, place);
    if (typeof group !== "string") return { size: kept, group: groupNameOf(group) };
  }
  return { size: kept, group: undefined };
};

const groupAt = (file: Buffer, { offset, length }: MemberPlace): Promise<Group | string> =>
  readGroup(file.subarray(offset, offset + length));
