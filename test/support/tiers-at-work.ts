import { stat } from "node:fs/promises";
import { type Damage, type HostName, type Window } from "../../src/hub/archive/archive.ts";
import { type TierId, type TierPiece } from "../../src/hub/archive/piece.ts";
import { defaultLimits, type RetentionLimits } from "../../src/hub/archive/retention/limits.ts";
import { createMemoryShelf } from "../../src/hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../../src/hub/archive/shelf/shelf.ts";
import { createTiers } from "../../src/hub/archive/tiers/tiers.ts";
import { createFakeClock, settle } from "./fake-clock.ts";
import { createRawStore } from "./raw-store.ts";
import { createRecordingLogger } from "./recording-logger.ts";
import { plainTier } from "./tier-text.ts";

export const web: HostName = { tenant: "default", host: "web-1" };
const forever = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** Tiers over a raw store, in virtual time, on a shelf that may be given. */
export const createTiersAtWork = ({
  start,
  shelf = createMemoryShelf({ maxBytes: 1e9 }),
  limits = defaultLimits,
}: {
  start: number;
  shelf?: Shelf;
  limits?: RetentionLimits;
}) => {
  const clock = createFakeClock(start);
  const log = createRecordingLogger();
  const store = createRawStore(shelf);
  const damages: Damage[] = [];
  let current = limits;
  const open = () =>
    createTiers({
      shelf,
      raw: store.raw,
      readRaw: (name, stem) => store.readRaw(name, stem),
      tenants: async () => ["default"],
      limits: () => current,
      clock,
      log,
      onDamage: (file, reason) => void damages.push({ file, reason }),
    });
  let tiers = open();

  const piecesOf = async (
    tier: TierId,
    window: Window & { readonly pid?: number } = forever,
    name = web,
  ): Promise<TierPiece[]> => {
    const pieces: TierPiece[] = [];
    for await (const piece of tiers.tierPieces(name, tier, window)) pieces.push(piece);
    return pieces;
  };

  const untilDone = async (): Promise<void> => {
    for (let idle = 0; idle < 4; idle = tiers.schedule.waiting === 0 ? idle + 1 : 0) {
      await waitForThreads();
      // The rest between two hosts.
      if (tiers.schedule.waiting > 0) await clock.advanceAsync(100);
    }
  };

  return {
    clock,
    log,
    shelf,
    store,
    damages,
    get tiers() {
      return tiers;
    },
    /** As after a crash: all that was in memory is lost. */
    restart: async (): Promise<void> => {
      await tiers.close();
      tiers = open();
    },
    setLimits: (changed: RetentionLimits): void => {
      current = changed;
    },
    /** Lets time pass in steps, and at the end until nothing is left to be made. */
    work: async (ms: number): Promise<void> => {
      const step = Math.max(3_600_000, ms / 100);
      for (let passed = 0; passed < ms; passed += step) {
        await clock.advanceAsync(Math.min(step, ms - passed));
        await untilDone();
      }
    },
    piecesOf,
    /** Everything a reader can ask, of all pieces. */
    plain: async (tier: TierId, window?: Window & { readonly pid?: number }) =>
      (await piecesOf(tier, window)).map(plainTier),
    files: (level: string, name = web): Promise<string[]> =>
      shelf.list(`${name.tenant}/${level}/${name.host}`),
    close: () => tiers.close(),
  };
};

/** What runs in threads of the pool (compressing, files) goes on while we use them too. */
const waitForThreads = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) {
    await stat(".");
    await settle();
  }
};
