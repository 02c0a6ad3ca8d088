import { type Piece, type TierId } from "../../src/hub/archive/piece.ts";
import { computeTier } from "../../src/hub/archive/tiers/compute-tier.ts";
import { joinTiers } from "../../src/hub/archive/tiers/join-tiers.ts";
import { sumShortRows } from "../../src/hub/archive/tiers/sum-short-rows.ts";
import { tierPieceOf } from "../../src/hub/archive/tiers/tier-piece-of.ts";
import { type TierTable } from "../../src/hub/archive/tiers/tier-table.ts";
import { runAtOnce } from "./run-at-once.ts";
import { plainTier } from "./tier-text.ts";

/** A tier made of raw samples alone. */
export const tierOfPiece = (piece: Piece, tier: TierId): TierTable =>
  runAtOnce(sumShortRows(runAtOnce(computeTier(piece, tier))));

/** A tier made of finer ones. */
export const tierOfTables = (tables: readonly TierTable[], tier: TierId): TierTable =>
  runAtOnce(sumShortRows(runAtOnce(joinTiers(tables, tier))));

/** Everything a reader can ask of a table. */
export const plainTable = (table: TierTable) => {
  const piece = tierPieceOf(table, { from: 0, to: Number.MAX_SAFE_INTEGER });
  if (piece === undefined) throw new Error("expected buckets");
  return plainTier(piece);
};
