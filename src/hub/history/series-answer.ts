import { type Resolution, type ResolutionPart } from "../../protocol/api/resolution.ts";
import { type SeriesAnswer } from "../../protocol/api/series.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { type Window } from "../archive/archive.ts";
import { type Aggregate, type Piece } from "../archive/piece.ts";
import { type BucketGrid } from "./buckets.ts";
import { type Past } from "./past.ts";
import { createOwners, pidOwnerOf } from "./pid-owner.ts";
import { pieceOfPresent } from "./present.ts";
import { readParts } from "./read-parts.ts";
import { seenTrackOf, type TrackPart, trackPartsOf } from "./seen-track.ts";
import { createSeriesBuckets } from "./series-buckets.ts";
import { processSeriesField } from "./series-field.ts";
import { readWindowParts, spanReader, wantedResolution } from "./window-parts.ts";

export interface SeriesQuestion<Id extends string> extends Window {
  readonly host: string;
  /** Milliseconds. */
  readonly step: number;
  readonly fields: readonly Id[];
  readonly aggregates: readonly Aggregate[];
}

export interface ProcessSeriesQuestion extends SeriesQuestion<ProcessFieldId> {
  readonly pid: number;
  readonly createTime?: number | undefined;
}

/** Buckets that begin at multiples of the step; the first holds `from`. */
export const gridOf = ({
  from,
  to,
  step,
}: Pick<SeriesQuestion<string>, "from" | "to" | "step">) => {
  const origin = Math.floor(from / step) * step;
  return { origin, step, count: Math.ceil((to - origin) / step) } satisfies BucketGrid;
};

/** A series of the process that had a pid; undefined where none had it in the window. */
export const computeSeries = async (
  past: Past,
  question: ProcessSeriesQuestion,
): Promise<SeriesAnswer | undefined> => {
  const { host, step, to } = question;
  const present = past.presentOf(host);
  const live = present === undefined ? undefined : pieceOfPresent(present, question.pid);
  const spanOf = spanReader(past.archive, { tenant: past.tenant, host }, live);
  const grid = gridOf(question);
  const window = { from: grid.origin, to };
  const wanted = wantedResolution(step, window);
  const answerFrom = async (resolution: Resolution) =>
    computeFromParts(past, question, {
      grid,
      live,
      parts: await readWindowParts(spanOf, resolution, window),
    });
  // A short life has no track in a tier, while the raw samples may still tell of it.
  return (await answerFrom(wanted)) ?? (wanted === "raw" ? undefined : await answerFrom("raw"));
};

const computeFromParts = async (
  past: Past,
  question: ProcessSeriesQuestion,
  {
    grid,
    live,
    parts,
  }: { grid: BucketGrid; live: Piece | undefined; parts: readonly ResolutionPart[] },
): Promise<SeriesAnswer | undefined> => {
  const { host, pid, fields, aggregates } = question;
  const owners = createOwners<TrackPart>(pid);
  const name = { tenant: past.tenant, host };
  for await (const piece of readParts(past.archive, name, parts, { ...past, pid, live })) {
    for (const part of trackPartsOf(piece, pid)) owners.see(seenTrackOf(part), part);
  }
  const owner = owners.choose(question.createTime);
  if (owner === undefined) return undefined;
  const present = past.presentOf(host);
  const series = createSeriesBuckets(grid, fields.map(processSeriesField), aggregates);
  for (const part of owner.parts) {
    const { track, range } = part;
    const offset = range.first - track.firstIndex;
    if ("raw" in part) series.addRaw(part.raw, range, offset, (id) => part.track.column(id));
    else
      series.addTier(part.tier, range, offset, part.track.covered, (id, aggregate) =>
        part.track.column(id, aggregate),
      );
    await past.scan.rest();
  }
  return {
    host,
    from: grid.origin,
    to: question.to,
    step_ms: grid.step,
    resolution: [...parts],
    process: pidOwnerOf(host, pid, owner, present),
    others: owners.others(owner).map((other) => pidOwnerOf(host, pid, other, present)),
    buckets: series.buckets(owner.facts.memory_total),
  };
};
