import {
  type Resolution,
  type ResolutionPart,
  resolutions,
} from "../../protocol/api/resolution.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Piece, type TierId, tiers } from "../archive/piece.ts";

export const isTier = (resolution: Resolution): resolution is TierId => resolution !== "raw";

/** Milliseconds of a bucket; of raw samples the smallest difference of time. */
const bucketLength = (resolution: Resolution): number =>
  isTier(resolution) ? tiers[resolution] : 1;

/** The coarsest tier whose buckets a step is made of; raw for a step of none. */
const resolutionOfStep = (step: number): Resolution =>
  resolutions.findLast((level) => step % bucketLength(level) === 0) ?? "raw";

/**
 * Up to here raw samples are read whatever the step: of one process they cost no more than a tier, which has
 * no track of short lives.
 */
const rawWindowMs = 24 * 3_600_000;

/** What a series is best worked out from. */
export const wantedResolution = (step: number, { from, to }: Window): Resolution =>
  to - from <= rawWindowMs ? "raw" : resolutionOfStep(step);

/** What is kept of a host at a resolution. */
export type SpanOf = (resolution: Resolution) => Promise<Window | undefined>;

/** `live` is the live table, which may be all that there is. */
export const spanReader =
  (archive: Archive, name: HostName, live: Piece | undefined): SpanOf =>
  async (resolution) => {
    const span = await archive.span(name, resolution);
    const now = resolution === "raw" ? live?.times[0] : undefined;
    return span ?? (now === undefined ? undefined : { from: now, to: now });
  };

/**
 * From what to read each part of a window (`to` not included), oldest first: from `wanted` as far back as it
 * is kept, what is older from the next coarser resolution, and so on. All reach up to the newest sample, and
 * a coarser one keeps whatever a finer one does. Parts meet where buckets of the coarser one begin, so that
 * no sample counts twice; `isContinued` where samples from `to` on are read from elsewhere, so that the last
 * part ends there too.
 */
export const readWindowParts = async (
  spanOf: SpanOf,
  wanted: Resolution,
  window: Window,
  isContinued = false,
): Promise<ResolutionPart[]> => {
  const parts: ResolutionPart[] = [];
  let { to } = window;
  for (const resolution of resolutions.slice(resolutions.indexOf(wanted))) {
    if (to <= window.from) break;
    const span = await spanOf(resolution);
    if (span === undefined) continue;
    const length = bucketLength(resolution);
    const bucketOf = (time: number): number => Math.floor(time / length) * length;
    const from = Math.max(bucketOf(window.from), bucketOf(span.from));
    const end = parts.length === 0 && !isContinued ? to : bucketOf(to);
    if (from >= end || span.to < window.from) continue;
    parts.unshift({ from, to: end, resolution });
    to = from;
  }
  return parts;
};
