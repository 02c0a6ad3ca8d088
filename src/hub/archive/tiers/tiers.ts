import { type Clock, type Logger } from "../../../protocol/effects.ts";
import { type TenantId } from "../../tenant.ts";
import { type HostName } from "../archive.ts";
import { type OnDamage } from "../group/read-groups.ts";
import { type Piece } from "../piece.ts";
import { createKeptPeriods } from "../retention/kept-periods.ts";
import { type RetentionLimits } from "../retention/limits.ts";
import { createRetention, type Retention } from "../retention/retention.ts";
import { createServingShelf } from "../shelf/serving-shelf.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { listHosts } from "./list-hosts.ts";
import { createTierMaker, type TierMaker } from "./tier-maker.ts";
import { createTierReader, type RawSamples, type TierReader } from "./tier-reader.ts";
import { createTierSchedule, type TierSchedule } from "./tier-schedule.ts";

/** What an archive keeps above raw samples, and how long it keeps anything. */
export interface Tiers extends Pick<TierReader, "tierPieces" | "span"> {
  /** A raw file of a host was sealed: its tiers are due. */
  sealed(name: HostName): void;
  /** Deletes all files of a host, raw ones included. */
  forgetHost(name: HostName): Promise<void>;
  /** Deletes what is too old now; else it happens once an hour. */
  deleteOld(): Promise<void>;
  readonly made: TierMaker["made"];
  readonly schedule: Pick<TierSchedule, "waiting" | "failures">;
  readonly retention: Retention["counters"];
  close(): Promise<void>;
}

export const createTiers = ({
  shelf,
  raw,
  readRaw,
  tenants,
  limits,
  clock,
  log,
  onDamage,
}: {
  shelf: Shelf;
  raw: RawSamples;
  /** The samples of one sealed raw file, named without extension. */
  readRaw: (name: HostName, stem: string) => AsyncIterable<Piece>;
  tenants: () => Promise<readonly TenantId[]>;
  /** Asked for whenever they matter: they may change while the hub runs. */
  limits: () => RetentionLimits;
  clock: Clock;
  log: Logger;
  onDamage: OnDamage;
}): Tiers => {
  const hosts = async (): Promise<HostName[]> => listHosts(shelf, await tenants());
  const kept = createKeptPeriods({ limits, clock });
  const reader = createTierReader({ shelf, raw, clock, onDamage });
  const serving = createTierReader({
    shelf: createServingShelf(shelf, onDamage),
    raw,
    clock,
    onDamage,
  });
  const maker = createTierMaker({ shelf, reader, readRaw, clock, isKept: kept.isKept });
  const schedule = createTierSchedule({ maker, hosts, clock, log });
  const retention = createRetention({ shelf, maker, kept, hosts, limits, clock, log });
  return {
    tierPieces: (name, tier, window) => serving.tierPieces(name, tier, window),
    span: (name, tier) => serving.span(name, tier),
    sealed: (name) => schedule.sealed(name),
    forgetHost: async (name) => {
      await schedule.forget(name);
      await retention.forgetHost(name);
    },
    deleteOld: () => retention.run(),
    made: maker.made,
    schedule,
    retention: retention.counters,
    close: async () => {
      await Promise.all([schedule.close(), retention.close()]);
    },
  };
};
