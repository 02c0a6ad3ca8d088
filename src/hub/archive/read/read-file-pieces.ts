import { type HostName } from "../archive.ts";
import { type OnDamage } from "../group/read-groups.ts";
import { hostFolder } from "../paths.ts";
import { type Piece } from "../piece.ts";
import { openSegments } from "../segment/read-segments.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { createRecordedPiece } from "../timeline/recorded-piece.ts";

/** The samples of one file of segments, named without extension. */
export async function* readFilePieces(
  shelf: Shelf,
  name: HostName,
  stem: string,
  onDamage: OnDamage,
): AsyncGenerator<Piece> {
  const path = `${hostFolder(name, "raw")}/${stem}.json.gz`;
  for (const segment of await openSegments(shelf, path, onDamage)) {
    const record = await segment.read({});
    const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const piece = createRecordedPiece(record, all);
    if (piece !== undefined) yield piece;
  }
}
