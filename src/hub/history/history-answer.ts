import { type HistoryAnswer, type HistoryPoint } from "../../protocol/api/history.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { type FieldValue } from "../../protocol/process-row.ts";
import { type Window } from "../archive/archive.ts";
import { type Piece } from "../archive/piece.ts";
import { createOwners, type Owner, pidOwnerOf } from "./pid-owner.ts";
import { type Present, pieceOfPresent, withLive } from "./present.ts";
import { sampleRangeOf } from "./sample-range.ts";
import { type Scan } from "./scan.ts";
import { seenTrackOf, type TrackPart, trackPartsOf } from "./seen-track.ts";
import { valuesOf } from "./track-values.ts";

export interface HistoryQuestion extends Window {
  readonly host: string;
  readonly pid: number;
  readonly createTime?: number | undefined;
  readonly fields: readonly ProcessFieldId[];
  /** Points at most; the newest are given. */
  readonly limit: number;
}

type Part = Extract<TrackPart, { raw: Piece }>;

/** The raw samples of the process that had a pid; undefined where none had it in the window. */
export const computeHistory = async (
  pieces: AsyncIterable<Piece>,
  question: HistoryQuestion,
  { present, scan }: { present?: Present | undefined; scan: Scan },
): Promise<HistoryAnswer | undefined> => {
  const { host, pid, from, to, limit } = question;
  const owners = createOwners<Part>(pid);
  const live = present === undefined ? undefined : pieceOfPresent(present, pid);
  const totals = new Map<Owner<Part>, number>();
  for await (const piece of withLive(pieces, live, question)) {
    await scan.rest();
    const range = sampleRangeOf(piece.times, question);
    for (const part of trackPartsOf({ raw: piece, range }, pid) as Part[]) {
      const owner = owners.see(seenTrackOf(part), part);
      totals.set(owner, (totals.get(owner) ?? 0) + part.range.end - part.range.first);
      dropOldParts(owner, limit);
    }
  }
  const owner = owners.choose(question.createTime);
  if (owner === undefined) return undefined;
  const points: HistoryPoint[] = [];
  for (const part of owner.parts) {
    addPoints(points, part, question.fields);
    await scan.rest();
  }
  return {
    host,
    from,
    to,
    process: pidOwnerOf(host, pid, owner, present),
    others: owners.others(owner).map((other) => pidOwnerOf(host, pid, other, present)),
    total: totals.get(owner) as number,
    points: points.length > limit ? points.slice(points.length - limit) : points,
  };
};

/** Parts that the newest `limit` points leave out need not be held. */
const dropOldParts = ({ parts }: Owner<Part>, limit: number): void => {
  let newer = 0;
  let kept = parts.length;
  while (kept > 0 && newer < limit) {
    const part = parts[--kept] as Part;
    newer += part.range.end - part.range.first;
  }
  if (kept > 0) parts.splice(0, kept);
};

const addPoints = (
  points: HistoryPoint[],
  { raw, track, range }: Part,
  fields: readonly ProcessFieldId[],
): void => {
  const columns = fields.map((id) => ({ id, valueAt: valuesOf(raw, track, id) }));
  for (let index = range.first; index < range.end; index++) {
    const point: { time: number; [id: string]: FieldValue } = {
      time: raw.times[index] as number,
    };
    for (const { id, valueAt } of columns) point[id] = valueAt(index);
    points.push(point);
  }
};
