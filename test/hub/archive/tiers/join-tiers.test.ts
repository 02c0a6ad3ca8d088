import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Piece } from "../../../../src/hub/archive/piece.ts";
import { arbitrarySamples } from "../../../support/arbitrary-samples.ts";
import { piecesOfSamples } from "../../../support/pieces-of-samples.ts";
import { plainTable, tierOfPiece, tierOfTables } from "../../../support/tier-files.ts";

const forever = 10_000 * 86_400_000;

describe("coarser tiers", () => {
  test("are what would be made of the samples themselves", () => {
    fc.assert(
      fc.property(arbitrarySamples(), (samples) => {
        const [piece] = piecesOfSamples(samples, { pieceMs: forever }) as [Piece];
        const minutes = tierOfPiece(piece, "1m");
        const tens = tierOfTables([minutes], "10m");
        expect(plainTable(tens)).toEqual(plainTable(tierOfPiece(piece, "10m")));
        expect(plainTable(tierOfTables([tens], "1h"))).toEqual(
          plainTable(tierOfPiece(piece, "1h")),
        );
      }),
      { numRuns: 60 },
    );
  });
});
