import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { type Window } from "../archive.ts";
import { findMembers, type Gap } from "../member/find-members.ts";
import { decodeMember, peekMember } from "../member/gzip-member.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { type Group, parseGroup, parseGroupHead } from "./encode-group.ts";

/** Called with a file of which something cannot be served. */
export type OnDamage = (file: string, reason: string) => void;

/** Nothing of ours is larger; what is would not fit in memory. */
export const fileBound = 1024 * 1024 * 1024;

/**
 * The intact groups of a hot file in the order in which they were appended, those without a sample in the
 * window left out; none where there is no file.
 */
export async function* readGroups(
  shelf: Shelf,
  path: string,
  onDamage: OnDamage,
  window: Window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
): AsyncGenerator<Group> {
  const size = (await shelf.size(path)) ?? 0;
  const file = await shelf.read(path, 0, Math.min(size, fileBound));
  if (file === undefined) return;
  const { members, gaps } = findMembers(file);
  const places = [...members, ...gaps].sort((a, b) => a.offset - b.offset);
  for (let place = places.shift(); place !== undefined; place = places.shift()) {
    const { offset, length } = place;
    const member = file.subarray(offset, offset + length);
    if (isBeyond(peekMember(member), window)) continue;
    let group = await readGroup(member);
    const [next] = places;
    if (typeof group === "string" && next !== undefined && gaps.includes(next as Gap)) {
      // The length in its header may be what is damaged.
      const longer = await readGroup(file.subarray(offset, next.offset + next.length));
      if (typeof longer !== "string") {
        places.shift();
        group = longer;
      }
    }
    // A gap may be a whole group of which only the header is damaged.
    if (typeof group !== "string") yield group;
    else onDamage(path, `${length} bytes from ${offset} on: ${group}`);
  }
}

const isBeyond = (start: Buffer, { from, to }: Window): boolean => {
  const end = start.indexOf(newline);
  const head = end < 0 ? undefined : parseGroupHead(start.toString("utf8", 0, end));
  return head !== undefined && (head.t[0] > to || head.t[1] < from);
};
const newline = 10;

/** The group, or why it is none. */
export const readGroup = async (member: Buffer): Promise<Group | string> => {
  try {
    return parseGroup(await decodeMember(member)) ?? "it does not begin with the head of a group";
  } catch (error) {
    if (error instanceof ProcmonError) return error.message;
    throw error;
  }
};
