import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Piece, type TierId } from "../../../../src/hub/archive/piece.ts";
import { computeTier } from "../../../../src/hub/archive/tiers/compute-tier.ts";
import { joinTiers } from "../../../../src/hub/archive/tiers/join-tiers.ts";
import { sumShortRows } from "../../../../src/hub/archive/tiers/sum-short-rows.ts";
import { tierPieceOf } from "../../../../src/hub/archive/tiers/tier-piece-of.ts";
import { type TierTable } from "../../../../src/hub/archive/tiers/tier-table.ts";
import { arbitrarySamples } from "../../../support/arbitrary-samples.ts";
import { piecesOfSamples } from "../../../support/pieces-of-samples.ts";
import { runAtOnce } from "../../../support/run-at-once.ts";
import { plainTier } from "../../../support/tier-text.ts";

const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const dayMs = 86_400_000;

const fromRaw = (piece: Piece, tier: TierId): TierTable =>
  runAtOnce(sumShortRows(runAtOnce(computeTier(piece, tier))));
const coarser = (tables: readonly TierTable[], tier: TierId): TierTable =>
  runAtOnce(sumShortRows(runAtOnce(joinTiers(tables, tier))));
const plain = (table: TierTable) => {
  const piece = tierPieceOf(table, always);
  if (piece === undefined) throw new Error("expected buckets");
  return plainTier(piece);
};

describe("coarser tiers", () => {
  test("are what would be made of the samples themselves", () => {
    fc.assert(
      fc.property(arbitrarySamples(), (samples) => {
        const [piece] = piecesOfSamples(samples, { pieceMs: dayMs * 10_000 }) as [Piece];
        const minutes = fromRaw(piece, "1m");
        const tens = coarser([minutes], "10m");
        expect(plain(tens)).toEqual(plain(fromRaw(piece, "10m")));
        expect(plain(coarser([tens], "1h"))).toEqual(plain(fromRaw(piece, "1h")));
      }),
      { numRuns: 60 },
    );
  });
});
