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

/** Bytes of a point without fields, and of most fields. */
const pointBytes = 24;
const fieldBytes = 26;

/** The same as JSON, piece by piece: what is not asked for is not written. */
export async function* historyText(
  { answer, parts, fields }: History,
  scan: Scan,
): AsyncIterable<string> {
  yield `${JSON.stringify(answer).slice(0, -1)},"points":[`;
  for (const part of parts) {
    await scan.rest();
    const text = new ByteText(samplesOf(part) * (pointBytes + fields.length * fieldBytes));
    writePoints(text, part, fields);
    // There is at least one point, and none behind the last comma.
    if (part === parts.at(-1)) text.length--;
    yield text.bytes.toString();
  }
  yield "]}";
}

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
