import { type Resolution, type ResolutionPart } from "../../protocol/api/resolution.ts";
import { type Archive, type HostName, type Window } from "../archive/archive.ts";
import { type Piece, type TierId, tiers } from "../archive/piece.ts";

/** What is kept of a host at each resolution, `to` not included. */
export type KeptSpans = ReadonlyMap<Resolution, Window>;

const finestFirst = ["raw", "1m", "10m", "1h"] as const satisfies readonly Resolution[];

/** The length of the buckets of a resolution in milliseconds; raw samples have none. */
export const bucketLength = (resolution: Resolution): number =>
  resolution === "raw" ? 1 : tiers[resolution];

export const readKeptSpans = async (
  archive: Archive,
  name: HostName,
  live: Piece | undefined,
): Promise<Map<Resolution, Window>> => {
  const spans = new Map<Resolution, Window>();
  for (const level of finestFirst) {
    const span = await archive.span(name, level);
    if (span === undefined) continue;
    const length = bucketLength(level);
    // A tier may say when its last bucket begins or when its last sample was made.
    spans.set(level, {
      from: Math.floor(span.from / length) * length,
      to: (Math.floor(span.to / length) + 1) * length,
    });
  }
  const now = live?.times[0];
  if (now !== undefined) {
    const raw = spans.get("raw") ?? { from: now, to: now };
    spans.set("raw", { from: raw.from, to: Math.max(raw.to, now + 1) });
  }
  return spans;
};

/** The coarsest tier whose buckets a step is made of; raw for a step of none. */
const resolutionOfStep = (step: number): Resolution =>
  (finestFirst as readonly Resolution[]).findLast((level) => step % bucketLength(level) === 0) ??
  "raw";

/** Up to here raw samples are read whatever the step: the window up to now has no tier yet. */
const rawWindowMs = 6 * 3_600_000;

export const wantedResolution = (step: number, { from, to }: Window): Resolution =>
  to - from <= rawWindowMs ? "raw" : resolutionOfStep(step);

/**
 * From what to read each part of a window (`to` not included): from `wanted` as far as it reaches, else from
 * what is finer, else from what is coarser. What no resolution reaches is left out. Parts do not overlap and
 * are cut where buckets of the coarser side begin, so that no sample counts twice.
 */
export const computeWindowParts = (
  spans: KeptSpans,
  wanted: Resolution,
  window: Window,
): ResolutionPart[] => {
  const at = finestFirst.indexOf(wanted);
  const order = [
    wanted,
    ...finestFirst.slice(0, at).reverse(),
    ...finestFirst.slice(at + 1),
  ] as const;
  const parts: ResolutionPart[] = [];
  let open: Window[] = [window];
  for (const resolution of order) {
    const span = spans.get(resolution);
    if (span === undefined) continue;
    const length = bucketLength(resolution);
    const still: Window[] = [];
    for (const gap of open) {
      // Only whole buckets next to a part that is taken already; at the window's own ends the one it cuts, too.
      const from = Math.max(
        span.from,
        gap.from === window.from
          ? Math.floor(gap.from / length) * length
          : Math.ceil(gap.from / length) * length,
      );
      const to = Math.min(
        span.to,
        gap.to === window.to
          ? Math.ceil(gap.to / length) * length
          : Math.floor(gap.to / length) * length,
      );
      if (from >= to) {
        still.push(gap);
        continue;
      }
      parts.push({ from, to, resolution });
      if (gap.from < from) still.push({ from: gap.from, to: from });
      if (to < gap.to) still.push({ from: to, to: gap.to });
    }
    open = still;
  }
  return parts.sort((a, b) => a.from - b.from);
};

export const isTier = (resolution: Resolution): resolution is TierId => resolution !== "raw";
