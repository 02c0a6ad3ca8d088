import { otherOwnersMax, type PidOwner } from "../../protocol/api/process-identity.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type HostView } from "../../protocol/process-row.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { type Present } from "./present.ts";
import { type SeenTrack } from "./seen-track.ts";

/** What tells one process from another: boot, pid and start. */
export const processKey = (bootId: string, pid: number, start: number): string =>
  `${bootId} ${pid} ${start}`;

/** One process that had the pid, with the parts of it that were met in the order of time. */
export interface Owner<Part> {
  readonly start: number;
  readonly parts: Part[];
  facts: HostFacts;
  info: InfoValues;
  firstSeen: number;
  lastSeen: number;
  isGone: boolean;
}

/** All processes that had one pid, in the order in which they were first met. */
export interface Owners<Part> {
  /** Takes the next part. */
  see(seen: SeenTrack, part: Part): Owner<Part>;
  /** The newest, or the one created closest to a moment; undefined where none is. */
  choose(createTime: number | undefined): Owner<Part> | undefined;
  others(chosen: Owner<Part>): Owner<Part>[];
}

/** A `create_time` may be off by this: the boot time that it is counted from is in whole seconds. */
const createToleranceMs = 1000;

export const createOwners = <Part>(pid: number): Owners<Part> => {
  const owners = new Map<string, Owner<Part>>();
  const newestFirst = () =>
    [...owners.values()].sort(
      (a, b) => b.lastSeen - a.lastSeen || createTimeOf(b) - createTimeOf(a),
    );
  return {
    see: ({ facts, start, info, firstSeen, lastSeen, isGone }, part) => {
      const key = processKey(facts.boot_id, pid, start);
      let owner = owners.get(key);
      if (owner === undefined) {
        owner = { start, parts: [], facts, info, firstSeen, lastSeen, isGone };
        owners.set(key, owner);
      }
      owner.parts.push(part);
      Object.assign(owner, { facts, info, lastSeen, isGone });
      return owner;
    },
    choose: (createTime) => {
      if (createTime === undefined) return newestFirst()[0];
      const distance = (owner: Owner<Part>) => Math.abs(createTimeOf(owner) - createTime);
      const [closest] = newestFirst().sort((a, b) => distance(a) - distance(b));
      return closest !== undefined && distance(closest) <= createToleranceMs ? closest : undefined;
    },
    others: (chosen) =>
      newestFirst()
        .filter((owner) => owner !== chosen)
        .slice(0, otherOwnersMax),
  };
};

const createTimeOf = (owner: Owner<unknown>): number => owner.facts.boot_time + owner.start;

/** An owner as answers show it. */
export const pidOwnerOf = (
  host: string,
  pid: number,
  owner: Owner<unknown>,
  present: Present | undefined,
): PidOwner => ({
  host,
  boot_id: owner.facts.boot_id,
  pid,
  start: owner.start,
  create_time: createTimeOf(owner),
  name: owner.info.name,
  cmdline: owner.info.cmdline as string[] | null,
  username: owner.info.username,
  first_seen: owner.firstSeen,
  last_seen: owner.lastSeen,
  alive: owner.isGone ? false : isAlive(present?.view, owner, pid),
});

const isAlive = (
  view: HostView | undefined,
  { facts, start }: Owner<unknown>,
  pid: number,
): boolean | null => {
  if (view === undefined) return null;
  if (view.facts.boot_id !== facts.boot_id) return false;
  const { processes } = view.state;
  const slot = processes.slotOfPid(pid);
  return slot !== undefined && processes.start[slot] === start;
};
