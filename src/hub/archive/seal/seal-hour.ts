import { type HostName } from "../archive.ts";
import { type Breather } from "../breather.ts";
import { parseFrameLine } from "../frames/frame-line.ts";
import { type Group, groupNameOf } from "../group/encode-group.ts";
import { type OnDamage, readGroups } from "../group/read-groups.ts";
import { hotPath, rawPath } from "../paths.ts";
import { encodeSegments } from "../segment/encode-segment.ts";
import { listSegmentFiles } from "../segment/list-segment-files.ts";
import { openSegments } from "../segment/read-segments.ts";
import { type GroupName } from "../segment/segment-text.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { PieceCutter } from "../timeline/cut-pieces.ts";
import { type PieceRecord } from "../timeline/records.ts";

/**
 * Makes segments of the groups of an hour, and removes the groups once the segments are safe. Groups that
 * a segment holds already are left out, so a crash between any two steps costs and doubles nothing.
 * Returns the samples that were sealed.
 */
export const sealHour = async (options: {
  shelf: Shelf;
  name: HostName;
  hour: number;
  breather: Breather;
  onDamage: OnDamage;
}): Promise<number> => {
  const { shelf, name, hour, breather, onDamage } = options;
  const files = await listSegmentFiles(shelf, name, hour);
  const sealed = await sealedGroups(
    shelf,
    files.map(({ path }) => path),
    onDamage,
  );
  const cutter = new PieceCutter(name.host);
  const pieces: PieceRecord[] = [];
  const groups: GroupName[] = [];
  for await (const group of readGroups(shelf, hotPath(name, hour), onDamage)) {
    if (sealed.has(keyOf(groupNameOf(group)))) continue;
    groups.push(groupNameOf(group));
    await cutGroup(cutter, group, pieces, breather);
  }
  const last = cutter.end(await nextSample(shelf, name, hour, onDamage));
  if (last !== undefined) pieces.push(last);
  if (pieces.length > 0) {
    const part = Math.max(-1, ...files.map((file) => file.part)) + 1;
    await shelf.put(rawPath(name, hour, part), await encodeSegments(pieces, groups, breather));
  }
  await shelf.remove(hotPath(name, hour));
  return pieces.reduce((sum, { times }) => sum + times.length, 0);
};

/** Feeds a group to a cutter; pieces that end in it are added to `ended`. */
export const cutGroup = async (
  cutter: PieceCutter,
  { lines }: Pick<Group, "lines">,
  ended: PieceRecord[],
  breather: Breather,
): Promise<void> => {
  for (const line of lines) {
    const frame = parseFrameLine(line);
    const piece = frame === undefined ? undefined : cutter.take(frame);
    if (piece !== undefined) ended.push(piece);
    await breather.rest();
  }
};

export const keyOf = ([log, part]: GroupName): string => `${log} ${part}`;

/** The groups that the segments of some files were made of. */
export const sealedGroups = async (
  shelf: Shelf,
  paths: readonly string[],
  onDamage: OnDamage,
): Promise<ReadonlySet<string>> => {
  const keys = new Set<string>();
  for (const path of paths)
    for (const { header } of await openSegments(shelf, path, onDamage))
      for (const group of header.groups) keys.add(keyOf(group));
  return keys;
};

/** The first table of the hour after, where it is known: it tells who is gone. */
const nextSample = async (shelf: Shelf, name: HostName, hour: number, onDamage: OnDamage) => {
  for await (const group of readGroups(shelf, hotPath(name, hour + 1), onDamage)) {
    const { replay } = new PieceCutter(name.host);
    for (const line of group.lines) {
      const frame = parseFrameLine(line);
      if (frame !== undefined && replay.take(frame))
        return { state: replay.state, facts: replay.facts };
    }
  }
  return undefined;
};
