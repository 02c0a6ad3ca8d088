import { type HostSeriesAnswer } from "../../protocol/api/host-series.ts";
import { type HostFieldId } from "../../protocol/host-fields.ts";
import { type Past } from "./past.ts";
import { pieceOfPresent } from "./present.ts";
import { readParts } from "./read-parts.ts";
import { gridOf, type SeriesQuestion } from "./series-answer.ts";
import { createSeriesBuckets } from "./series-buckets.ts";
import { hostSeriesField } from "./series-field.ts";
import { readWindowParts, spanReader, wantedResolution } from "./window-parts.ts";

/** Spares the tracks: only the host's own columns are read. */
const noPid = -1;

/** A series of a host's own fields. */
export const computeHostSeries = async (
  past: Past,
  question: SeriesQuestion<HostFieldId>,
): Promise<HostSeriesAnswer> => {
  const { host, step, to, fields, aggregates } = question;
  const present = past.presentOf(host);
  const live = present === undefined ? undefined : pieceOfPresent(present, noPid);
  const name = { tenant: past.tenant, host };
  const grid = gridOf(question);
  const window = { from: grid.origin, to };
  const parts = await readWindowParts(
    spanReader(past.archive, name, live),
    wantedResolution(step, window),
    window,
  );
  const series = createSeriesBuckets(grid, fields.map(hostSeriesField), aggregates);
  let memoryTotal = present?.view.facts.memory_total ?? null;
  for await (const piece of readParts(past.archive, name, parts, {
    ...past,
    pid: noPid,
    live,
  })) {
    const { range } = piece;
    const { boots } = "raw" in piece ? piece.raw : piece.tier;
    memoryTotal = boots.at(-1)?.facts.memory_total ?? memoryTotal;
    if ("raw" in piece)
      series.addRaw(piece.raw, range, range.first, (id) => piece.raw.hostColumn(id));
    else
      series.addTier(piece.tier, range, range.first, piece.tier.covered, (id, aggregate) =>
        piece.tier.hostColumn(id, aggregate),
      );
  }
  return {
    host,
    from: grid.origin,
    to,
    step_ms: step,
    resolution: parts,
    buckets: series.buckets(memoryTotal),
  };
};
