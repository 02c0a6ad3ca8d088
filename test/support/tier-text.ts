import { aggregates, type TierPiece, type TierTrack, topBys } from "../../src/hub/archive/piece.ts";
import { restCounterIds } from "../../src/hub/archive/tiers/tier-table.ts";
import { hostNumberFieldIds } from "../../src/protocol/host-fields.ts";
import { numberFieldIds } from "../../src/protocol/process-fields.ts";

const nameOf = (track: TierTrack | undefined): string =>
  track === undefined ? "?" : `${track.boot} ${track.pid} ${track.start}`;

/** Everything a reader can ask of a tier piece, as plain values that compare by content. */
export const plainTier = (piece: TierPiece) => ({
  host: piece.host,
  tier: piece.tier,
  starts: [...piece.starts],
  samples: [...piece.samples],
  values: hostNumberFieldIds.map((id) =>
    aggregates.map((aggregate) => [...piece.hostColumn(id, aggregate)]),
  ),
  tracks: Object.fromEntries(
    piece.tracks.map((track) => [
      nameOf(track),
      {
        indexes: [track.firstIndex, track.lastIndex],
        seen: [track.firstSeen, track.lastSeen],
        isGone: track.isGone,
        info: track.info,
        values: Object.fromEntries(
          numberFieldIds.flatMap((id) =>
            aggregates.map((aggregate) => [`${id} ${aggregate}`, [...track.column(id, aggregate)]]),
          ),
        ),
      },
    ]),
  ),
  rest: piece.rest
    .map((row) => ({
      name: row.name,
      processes: [...row.processes],
      increase: restCounterIds.map((id) => [...row.increase(id)]),
    }))
    .toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
  tops: topBys.map((by) =>
    Array.from(piece.starts, (_, index) =>
      piece.top(index, by).map((track) => nameOf(piece.tracks[track])),
    ),
  ),
});
