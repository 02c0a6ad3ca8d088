import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type Packer } from "../journal/packer.ts";
import { type UnpackedFrames } from "../journal/unpacked-frames.ts";
import { type Archive, type HostName, type Window } from "./archive.ts";
import { createDamageList } from "./damage-list.ts";
import { createGroupPacker } from "./group/group-packer.ts";
import { type OnDamage } from "./group/read-groups.ts";
import { createKeyedTurns } from "./keyed-turns.ts";
import { createPastTables } from "./read/past-tables.ts";
import { createRawReader } from "./read/raw-reader.ts";
import { readRawSpan } from "./read/raw-span.ts";
import { readFilePieces } from "./read/read-file-pieces.ts";
import { readPieces } from "./read/read-pieces.ts";
import { type RetentionLimits } from "./retention/limits.ts";
import { listTenants } from "./seal/list-hot-hours.ts";
import { keyOf, sealedGroups } from "./seal/seal-hour.ts";
import { createSealer } from "./seal/sealer.ts";
import { listSegmentFiles } from "./segment/list-segment-files.ts";
import { createServingShelf } from "./shelf/serving-shelf.ts";
import { type Shelf } from "./shelf/shelf.ts";
import { createTiers, type Tiers } from "./tiers/tiers.ts";

/** The archive of this hub: what it reads, and what keeps it going. */
export interface StoredArchive extends Archive, Packer {
  /** Makes coarser tiers of sealed hours, and deletes what is too old. */
  readonly tiers: Pick<Tiers, "deleteOld" | "made" | "schedule" | "retention">;
  /** Deletes all that is kept of a host. */
  forgetHost(name: HostName): Promise<void>;
  /** Damages that no longer stand in `damages`. */
  readonly damagesDropped: number;
  /** Seals every hour that is over, at once. It happens by itself too, at leisure. */
  sealDue(): Promise<void>;
  /** Ends work in the background; what is under way is finished. */
  close(): Promise<void>;
}

export const createArchive = (options: {
  shelf: Shelf;
  clock: Clock;
  log: Logger;
  /** The frames that are in no group yet. */
  unpacked?: UnpackedFrames;
  /** What to keep; asked for whenever it matters. */
  limits: () => RetentionLimits;
}): StoredArchive => {
  const { shelf, clock, log, unpacked, limits } = options;
  const damageList = createDamageList(log);
  const onDamage: OnDamage = (file, reason) => damageList.add(file, reason);
  const turns = createKeyedTurns();
  const reader = createRawReader({
    shelf: createServingShelf(shelf, onDamage),
    clock,
    unpacked,
    onDamage,
  });
  const tables = createPastTables(reader);
  const pieces: Archive["pieces"] = (name, window) => readPieces(reader, name, window);
  const rawSpan = (name: HostName): Promise<Window | undefined> =>
    readRawSpan({ reader, unpacked, name });
  const tiers = createTiers({
    shelf,
    raw: { pieces, span: rawSpan },
    readRaw: (name, stem) => readFilePieces(shelf, name, stem, onDamage),
    tenants: () => listTenants(shelf),
    limits,
    clock,
    log,
    onDamage,
  });
  const sealer = createSealer({
    shelf,
    clock,
    log,
    turns,
    onDamage,
    onSealed: (name) => tiers.sealed(name),
  });
  const packer = createGroupPacker({
    shelf,
    clock,
    turns,
    isSealed: async (name, hour, group) => {
      const files = await listSegmentFiles(shelf, name, hour);
      const paths = files.map(({ path }) => path);
      return (await sealedGroups(shelf, paths, onDamage)).has(keyOf(group));
    },
    onPacked: ({ name, hour }) => sealer.noteGroup(name, hour),
  });
  return {
    hosts: async (tenant) => {
      const hosts = new Set<string>();
      for (const { tenant: of, host } of unpacked?.hosts() ?? [])
        if (of === tenant) hosts.add(host);
      for (const kind of ["hot", "raw", "1m", "10m", "1h"])
        for (const host of await shelf.list(`${tenant}/${kind}`)) hosts.add(host);
      return [...hosts].sort();
    },
    span: (name, level) => (level === "raw" ? rawSpan(name) : tiers.span(name, level)),
    pieces,
    tierPieces: (name, tier, window) => tiers.tierPieces(name, tier, window),
    tableAt: (name, time) => tables.tableAt(name, time),
    damages: damageList.damages,
    get damagesDropped() {
      return damageList.dropped;
    },
    pack: (closed) => packer.pack(closed),
    sealDue: () => sealer.sealDue(),
    tiers,
    forgetHost: async (name) => {
      sealer.forgetHost(name);
      tables.forget(name);
      await tiers.forgetHost(name);
    },
    close: async () => {
      await sealer.close();
      await tiers.close();
    },
  };
};
