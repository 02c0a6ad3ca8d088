import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Piece } from "../../../../src/hub/archive/piece.ts";
import { createMemoryShelf } from "../../../../src/hub/archive/shelf/memory-shelf.ts";
import { readTierFile } from "../../../../src/hub/archive/tiers/read-tier-file.ts";
import { encodeTierFile } from "../../../../src/hub/archive/tiers/write-tier-file.ts";
import { arbitrarySamples } from "../../../support/arbitrary-samples.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { piecesOfSamples } from "../../../support/pieces-of-samples.ts";
import { plainTable, tierOfPiece, tierOfTables } from "../../../support/tier-files.ts";

const clock = createFakeClock();
const path = "default/1m/web-1/2026-11-20T03.json.gz";

describe("a tier file", () => {
  test("gives back what was written, and coarser tiers made of it are the same", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples(), async (samples) => {
        const [piece] = piecesOfSamples(samples) as [Piece];
        const table = tierOfPiece(piece, "1m");
        const shelf = createMemoryShelf({ maxBytes: 1e9 });
        await shelf.put(path, await encodeTierFile(table, ["2026-11-20T03"], clock));
        const file = await readTierFile(shelf, path, { clock });
        if (file === undefined) throw new Error("expected a file");
        expect(file.damage).toBeUndefined();
        expect(plainTable(file.table)).toEqual(plainTable(table));
        expect(plainTable(tierOfTables([file.table], "10m"))).toEqual(
          plainTable(tierOfTables([table], "10m")),
        );
      }),
      { numRuns: 60 },
    );
  });
});
