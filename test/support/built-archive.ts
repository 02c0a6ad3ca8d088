import { type Archive } from "../../src/hub/archive/archive.ts";
import { type FrameLine } from "../../src/hub/archive/frames/frame-line.ts";
import { PieceCutter } from "../../src/hub/archive/timeline/cut-pieces.ts";
import { createRecordedPiece } from "../../src/hub/archive/timeline/recorded-piece.ts";
import { type PieceRecord } from "../../src/hub/archive/timeline/records.ts";
import { type FleetHost } from "../../src/hub/fleet-host.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";

/** The raw samples of hosts, kept as frames in memory and cut into the pieces that the one on disk gives. */
export interface BuiltArchive extends Archive {
  accept(host: FleetHost, text: string, frame: SampleFrame): void;
  /** Windows that were asked for. */
  readonly asked: { readonly host: string; readonly from: number; readonly to: number }[];
}

export const createBuiltArchive = (): BuiltArchive => {
  const lines = new Map<string, FrameLine[]>();
  const built = new Map<string, { length: number; records: PieceRecord[] }>();
  const asked: BuiltArchive["asked"] = [];

  const recordsOf = (host: string): PieceRecord[] => {
    const kept = lines.get(host) ?? [];
    const before = built.get(host);
    if (before?.length === kept.length) return before.records;
    const cutter = new PieceCutter(host);
    const records = kept.flatMap((line) => cutter.take(line) ?? []);
    records.push(...[cutter.end()].flatMap((last) => last ?? []));
    built.set(host, { length: kept.length, records });
    return records;
  };

  return {
    accept: (host, _text, frame) => {
      const kept = lines.get(host.host) ?? [];
      lines.set(host.host, kept);
      const hello = kept.findLast((line) => line.k === "hello");
      if (hello?.epoch !== host.epoch)
        kept.push({
          k: "hello",
          protocol: 1,
          host: host.host,
          epoch: host.epoch,
          interval_ms: host.intervalMs,
          facts: host.facts,
        });
      kept.push(structuredClone(frame));
    },
    hosts: async () => [...lines.keys()],
    span: async ({ host }, level) => {
      const records = level === "raw" ? recordsOf(host) : [];
      const [first, last] = [records[0]?.times[0], records.at(-1)?.times.at(-1)];
      return first === undefined || last === undefined ? undefined : { from: first, to: last };
    },
    pieces: async function* ({ host }, { from, to, pid }) {
      asked.push({ host, from, to });
      for (const record of recordsOf(host)) {
        const piece = createRecordedPiece(record, { from, to, pid });
        if (piece !== undefined) yield piece;
      }
    },
    tierPieces: async function* () {},
    tableAt: async () => undefined,
    damages: [],
    asked,
  };
};
