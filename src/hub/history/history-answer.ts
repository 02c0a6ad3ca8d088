import { type HistoryAnswer } from "../../protocol/api/history.ts";
import { type ProcessFieldId } from "../../protocol/process-fields.ts";
import { type Window } from "../archive/archive.ts";
import { type Piece } from "../archive/piece.ts";
import { ByteText } from "./byte-text.ts";
import { pointsOf, type RawPart, writePoints } from "./history-points.ts";
import { createOwners, type Owner, pidOwnerOf } from "./pid-owner.ts";
import { type Present, pieceOfPresent, withLive } from "./present.ts";
import { sampleRangeOf } from "./sample-range.ts";
import { type Scan } from "./scan.ts";
import { seenTrackOf, trackPartsOf } from "./seen-track.ts";

export interface HistoryQuestion extends Window {
  readonly host: string;
  readonly pid: number;
  readonly createTime?: number | undefined;
  readonly fields: readonly ProcessFieldId[];
  /** Points at most; the newest are given. */
  readonly limit: number;
}

/** The raw samples of a process, still as columns. */
export interface History {
  /** The answer but for its points. */
  readonly answer: Omit<HistoryAnswer, "points">;
  readonly parts: readonly RawPart[];
  readonly fields: readonly ProcessFieldId[];
}

/** The raw samples of the process that had a pid; undefined where none had it in the window. */
export const computeHistory = async (
  pieces: AsyncIterable<Piece>,
  question: HistoryQuestion,
  { present, scan }: { present?: Present | undefined; scan: Scan },
): Promise<History | undefined> => {
  const { host, pid, from, to, limit, fields } = question;
  const owners = createOwners<RawPart>(pid);
  const live = present === undefined ? undefined : pieceOfPresent(present, pid);
  const totals = new Map<Owner<RawPart>, number>();
  for await (const raw of withLive(pieces, live, question)) {
    await scan.rest();
    const range = sampleRangeOf(raw.times, question);
    for (const part of trackPartsOf({ raw, range }, pid)) {
      const owner = owners.see(seenTrackOf(part), part as RawPart);
      totals.set(owner, (totals.get(owner) ?? 0) + samplesOf(part));
      dropOldParts(owner.parts, limit);
    }
  }
  const owner = owners.choose(question.createTime);
  if (owner === undefined) return undefined;
  return {
    answer: {
      host,
      from,
      to,
      process: pidOwnerOf(host, pid, owner, present),
      others: owners.others(owner).map((other) => pidOwnerOf(host, pid, other, present)),
      total: totals.get(owner) as number,
    },
    parts: owner.parts,
    fields,
  };
};

/** The answer of `GET /api/v1/processes/{pid}/history`. */
export const historyAnswerOf = ({ answer, parts, fields }: History): HistoryAnswer => ({
  ...answer,
  points: parts.flatMap((part) => pointsOf(part, fields)),
});

/** Bytes of most answers without points, of a point without fields, and of most fields. */
const headBytes = 4096;
const pointBytes = 24;
const fieldBytes = 26;

/** The same as JSON, in UTF-8. */
export const historyTextOf = async (
  { answer, parts, fields }: History,
  scan: Scan,
): Promise<Buffer> => {
  const points = parts.reduce((sum, part) => sum + samplesOf(part), 0);
  const text = new ByteText(headBytes + points * (pointBytes + fields.length * fieldBytes));
  text.text(`${JSON.stringify(answer).slice(0, -1)},"points":[`);
  for (const part of parts) {
    writePoints(text, part, fields);
    await scan.rest();
  }
  // There is at least one point, and none behind the last comma.
  text.length--;
  text.text("]}");
  return text.bytes;
};

const samplesOf = ({ range }: Pick<RawPart, "range">): number => range.end - range.first;

/** What the newest `limit` points leave out need not be held. */
const dropOldParts = (parts: RawPart[], limit: number): void => {
  let newer = 0;
  for (let kept = parts.length - 1; kept >= 0; kept--) {
    const part = parts[kept] as RawPart;
    newer += samplesOf(part);
    if (newer < limit) continue;
    const first = part.range.first + newer - limit;
    parts.splice(0, kept + 1, { ...part, range: { first, end: part.range.end } });
    return;
  }
};
