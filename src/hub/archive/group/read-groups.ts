import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { type Window } from "../archive.ts";
import { findMembers } from "../member/find-members.ts";
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
  for (const { offset, length, isTail } of gaps)
    onDamage(
      path,
      isTail
        ? `the last ${length} bytes, from ${offset} on, are no whole group`
        : `${length} bytes from ${offset} on are no group`,
    );
  for (const { offset, length } of members) {
    const member = file.subarray(offset, offset + length);
    if (isBeyond(peekMember(member), window)) continue;
    const group = await readGroup(member);
    if (typeof group === "string") onDamage(path, `group at byte ${offset}: ${group}`);
    else yield group;
  }
}

const isBeyond = (start: Buffer, { from, to }: Window): boolean => {
  const end = start.indexOf(newline);
  const head = end < 0 ? undefined : parseGroupHead(start.toString("utf8", 0, end));
  return head !== undefined && (head.t[0] > to || head.t[1] < from);
};
const newline = 10;

const readGroup = async (member: Buffer): Promise<Group | string> => {
  try {
    return parseGroup(await decodeMember(member)) ?? "it does not begin with the head of a group";
  } catch (error) {
    if (error instanceof ProcmonError) return error.message;
    throw error;
  }
};
