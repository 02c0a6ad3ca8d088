import { type Clock } from "../../../protocol/effects.ts";
import { type ClosedLog, type Packer } from "../../journal/packer.ts";
import { type HostName } from "../archive.ts";
import { createBreather } from "../breather.ts";
import { type KeyedTurns } from "../keyed-turns.ts";
import { hotPath } from "../paths.ts";
import { type GroupName } from "../segment/segment-text.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { cutGroups } from "./cut-groups.ts";
import { encodeGroup } from "./encode-group.ts";
import { type HotTail, repairHotTail } from "./hot-tail.ts";

/** Hosts that are packed side by side: compression takes threads of the pool, reading waits for the disk. */
const hostsAtOnce = 3;
/** Ends of files that are remembered, so that they need not be read before each group. */
const tailsKept = 20_000;

export interface PackedGroup {
  readonly name: HostName;
  readonly hour: number;
  readonly samples: number;
}

/**
 * Packs each host's lines of a closed log into gzip members, one an hour, behind the others of that hour.
 * A log may come a second time: what is there already is seen by the last group of the file.
 */
export const createGroupPacker = (options: {
  shelf: Shelf;
  clock: Clock;
  /** Nothing else writes to a file while its turn lasts. */
  turns: KeyedTurns;
  /** Whether a segment holds the group; asked only of logs that an earlier run of the hub began. */
  isSealed: (name: HostName, hour: number, group: GroupName) => Promise<boolean>;
  onPacked: (group: PackedGroup) => void;
}): Packer => {
  const { shelf, clock, turns, isSealed, onPacked } = options;
  const begun = clock.now();
  const tails = new Map<string, HotTail>();
  const keepTail = (path: string, tail: HotTail): void => {
    tails.delete(path);
    tails.set(path, tail);
    for (const [oldest] of tails) {
      if (tails.size <= tailsKept) break;
      tails.delete(oldest);
    }
  };

  /** Whether something was added. */
  const append = async (path: string, group: GroupName, encode: () => Promise<Buffer>) => {
    const size = await shelf.size(path);
    let tail = tails.get(path);
    // It was sealed, or written to by another.
    if (tail === undefined || tail.size !== (size ?? 0)) tail = await repairHotTail(shelf, path);
    if (tail.group !== undefined && compare(tail.group, group) >= 0) {
      keepTail(path, tail);
      return false;
    }
    tails.delete(path);
    const member = await encode();
    try {
      keepTail(path, { size: await shelf.append(path, member), group });
    } catch (error) {
      // As when the disk is full: a part of a group is of no use.
      const cut = size === undefined ? shelf.remove(path) : shelf.truncate(path, tail.size);
      await cut.catch(() => undefined);
      throw error;
    }
    return true;
  };

  const packHost = async (log: ClosedLog, name: HostName): Promise<string[]> => {
    const runs = await cutGroups(name.host, await log.lines(name), createBreather(clock));
    const paths: string[] = [];
    for (const [part, { hour, first, last, lines }] of runs.entries()) {
      const path = hotPath(name, hour);
      const group: GroupName = [log.start, part];
      const isThere = log.start < begun && (await isSealed(name, hour, group));
      if (isThere) continue;
      const head = {
        k: "group",
        v: 1,
        host: name.host,
        log: log.start,
        part,
        t: [first, last],
      } as const;
      await turns.run(path, () => append(path, group, () => encodeGroup(head, lines)));
      paths.push(path);
      onPacked({ name, hour, samples: lines.length });
    }
    return paths;
  };

  return {
    pack: async (log) => {
      const appended = await mapAtOnce(log.hosts, (name) => packHost(log, name));
      await mapAtOnce(appended.flat(), async (path) =>
        turns.run(path, () => syncIfThere(shelf, path)),
      );
    },
  };
};

/** Sealed in between, it is gone and safe. */
const syncIfThere = async (shelf: Shelf, path: string): Promise<void> => {
  if ((await shelf.size(path)) !== undefined) await shelf.sync(path);
};

const compare = (a: GroupName, b: GroupName): number => a[0] - b[0] || a[1] - b[1];

const mapAtOnce = async <T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: hostsAtOnce }, worker));
  return results;
};
