import { type ResolutionPart } from "../../protocol/api/resolution.ts";
import { type Archive, type HostName } from "../archive/archive.ts";
import { type Piece, type TierPiece } from "../archive/piece.ts";
import { withLive } from "./present.ts";
import { type SampleRange, sampleRangeOf } from "./sample-range.ts";
import { type Scan } from "./scan.ts";
import { isTier } from "./window-parts.ts";

/** A piece, and the samples of it, or the buckets, that belong to the part of the window it is read for. */
export type PastPiece =
  | { readonly raw: Piece; readonly range: SampleRange }
  | { readonly tier: TierPiece; readonly range: SampleRange };

/** The pieces of the parts of a window in the order of time; those without a sample are left out. */
export async function* readParts(
  archive: Archive,
  name: HostName,
  parts: readonly ResolutionPart[],
  options: {
    readonly pid?: number;
    /** The live table, taken when the question came. */
    readonly live?: Piece | undefined;
    readonly scan: Scan;
  },
): AsyncIterable<PastPiece> {
  const { pid, live, scan } = options;
  for (const { from, to, resolution } of parts) {
    const window = { from, to: to - 1, ...(pid !== undefined && { pid }) };
    if (isTier(resolution)) {
      for await (const tier of archive.tierPieces(name, resolution, window)) {
        await scan.rest();
        const range = sampleRangeOf(tier.starts, window);
        if (range.first < range.end) yield { tier, range };
      }
    } else {
      for await (const raw of withLive(archive.pieces(name, window), live, window)) {
        await scan.rest();
        const range = sampleRangeOf(raw.times, window);
        if (range.first < range.end) yield { raw, range };
      }
    }
  }
}
