import { type HostFacts } from "../../protocol/host-facts.ts";
import { type InfoValues } from "../../protocol/process-table.ts";
import { type Piece, type TierPiece, type TierTrack, type Track } from "../archive/piece.ts";
import { type PastPiece } from "./read-parts.ts";
import { type SampleRange } from "./sample-range.ts";

/** What a track tells of its process over the samples, or buckets, that were asked for. */
export interface SeenTrack {
  readonly facts: HostFacts;
  readonly start: number;
  readonly info: InfoValues;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly isGone: boolean;
}

/** A track of a piece, and those of its samples or buckets that were asked for: at least one. */
export type TrackPart =
  | { readonly raw: Piece; readonly track: Track; readonly range: SampleRange }
  | { readonly tier: TierPiece; readonly track: TierTrack; readonly range: SampleRange };

/** The parts of a piece that show a process, or those that show one pid. */
export const trackPartsOf = (piece: PastPiece, pid?: number): TrackPart[] => {
  const parts: TrackPart[] = [];
  const rangeOf = ({ firstIndex, lastIndex }: Track | TierTrack): SampleRange => ({
    first: Math.max(piece.range.first, firstIndex),
    end: Math.min(piece.range.end, lastIndex + 1),
  });
  if ("raw" in piece) {
    for (const track of piece.raw.tracks)
      if (pid === undefined || track.pid === pid)
        parts.push({ raw: piece.raw, track, range: rangeOf(track) });
  } else {
    for (const track of piece.tier.tracks)
      if (pid === undefined || track.pid === pid)
        parts.push({ tier: piece.tier, track, range: rangeOf(track) });
  }
  return parts.filter(({ range }) => range.first < range.end);
};

export const seenTrackOf = (part: TrackPart): SeenTrack => {
  const { track, range } = part;
  const isWhole = range.end > track.lastIndex;
  const { boots } = "raw" in part ? part.raw : part.tier;
  const known = {
    facts: (boots[track.boot] as { facts: HostFacts }).facts,
    start: track.start,
    isGone: track.isGone && isWhole,
  };
  return "raw" in part
    ? {
        ...known,
        info: isWhole ? track.info : part.track.infoAt(range.end - 1),
        firstSeen: part.raw.times[range.first] as number,
        lastSeen: part.raw.times[range.end - 1] as number,
      }
    : {
        ...known,
        info: track.info,
        firstSeen:
          range.first === track.firstIndex
            ? part.track.firstSeen
            : (part.tier.starts[range.first] as number),
        lastSeen: isWhole ? part.track.lastSeen : (part.tier.starts[range.end - 1] as number),
      };
};
