import { type TopGroup } from "../../protocol/api/top.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { type Window } from "../archive/archive.ts";
import { tiers } from "../archive/piece.ts";
import { lastedOf } from "./lasted.ts";
import { createLevelSums } from "./level-sums.ts";
import { processKey } from "./pid-owner.ts";
import { type PastPiece } from "./read-parts.ts";
import { type TrackPart, trackPartsOf } from "./seen-track.ts";
import { type TopMeasure } from "./top-measure.ts";
import { increaseOfTrack, sumOf } from "./track-increase.ts";
import { createUses, type Use } from "./uses.ts";

/** What the processes of one host used in a window. */
export interface HostUse {
  readonly uses: readonly Use[];
  /** Of all, in the unit of `Use.amount`. */
  readonly amount: number;
  /** Milliseconds that an amount is of. */
  readonly lasted: number;
  /** From the first to the last sample; undefined where there is none. */
  readonly seen: Window | undefined;
  readonly dropped: number;
}

/** Sums up what was used, piece by piece in the order of time. */
export interface HostUseSum {
  /** Yields between tracks, so that whoever runs it can let others in. */
  add(piece: PastPiece): Generator<void, void>;
  sum(): HostUse;
}

/** Tracks between two yields: some 50 us of work each. */
const tracksAtOnce = 32;

export const createHostUseSum = (options: {
  readonly host: string;
  readonly measure: TopMeasure;
  readonly group: TopGroup;
  /** Begin of the window: a process born later used all of its counters within it. */
  readonly from: number;
  readonly rankOf: (use: Use) => number;
}): HostUseSum => {
  const { host, measure, group, from, rankOf } = options;
  const uses = createUses(host, group, rankOf);
  /** The last value of the counter of each living process, by its key; NaN where it is not known. */
  let living = new Map<string, number>();
  let amount = 0;
  let lasted = 0;
  let seen: { from: number; to: number } | undefined;

  const lastedIn = (piece: PastPiece, weights: Float64Array): number => {
    // Increases of raw samples are of all the time between the first and the last, gaps included.
    if ("tier" in piece || measure.kind === "level")
      return weights.reduce((sum, ms) => sum + ms, 0);
    const { first, end } = piece.range;
    const begin = seen?.to ?? (piece.raw.times[first] as number);
    return (piece.raw.times[end - 1] as number) - begin;
  };

  return {
    add: function* (piece) {
      const { range } = piece;
      const weights =
        "raw" in piece
          ? lastedOf(piece.raw.elapsed, range)
          : piece.tier.covered.slice(range.first, range.end);
      const levels = createLevelSums(range.end - range.first);
      const next = new Map<string, number>();
      for (const [index, part] of trackPartsOf(piece).entries()) {
        if (index % tracksAtOnce === tracksAtOnce - 1) yield;
        const { boots } = "raw" in part ? part.raw : part.tier;
        const { facts } = boots[part.track.boot] as { facts: HostFacts };
        const { pid, start, info, isGone } = part.track;
        const id = processKey(facts.boot_id, pid, start);
        const use = uses.ofProcess(id, { facts, pid, start, info });
        const before = living.get(id);
        if (before === undefined) use.processes++;
        let last = Number.NaN;
        if (measure.kind === "level") addLevels(use, part, range.first, facts);
        else {
          const base = before ?? (facts.boot_time + start >= from ? 0 : Number.NaN);
          const used = increaseOfTrack(part, measure, base, { weights, range });
          use.amount += used.increase;
          amount += used.increase;
          last = used.last;
        }
        if (!isGone || part.range.end <= part.track.lastIndex) next.set(id, last);
      }
      if ("tier" in piece) addRest(piece);
      amount += levels.fold(weights);
      lasted += lastedIn(piece, weights);
      seen = { from: seen?.from ?? beginOf(piece), to: endOf(piece) };
      living = next;
      uses.prune();

      function addLevels(use: Use, part: TrackPart, firstPlace: number, facts: HostFacts): void {
        if (measure.kind !== "level") return;
        const at = {
          offset: part.range.first - part.track.firstIndex,
          place: part.range.first - firstPlace,
          count: part.range.end - part.range.first,
        };
        const scale = measure.isShareOfMemory ? shareOf(facts.memory_total) : 1;
        if ("raw" in part) {
          const column = part.track.column(measure.source);
          levels.add(use, { levels: column, peaks: column }, at, scale);
        } else {
          const averages = part.track.column(measure.source, "avg");
          // Peaks of several processes need not fall together.
          const peaks = group === "process" ? part.track.column(measure.source, "max") : averages;
          levels.add(use, { levels: averages, peaks }, at, scale);
        }
      }
    },
    sum: () => ({ uses: [...uses.values()], amount, lasted, seen, dropped: uses.dropped }),
  };

  function addRest({ tier, range }: Extract<PastPiece, { tier: unknown }>): void {
    const count = range.end - range.first;
    for (const rest of tier.rest) {
      const begun = sumOf(rest.processes, range.first, count);
      const used =
        measure.kind === "level" ? 0 : sumOf(rest.increase(measure.counter), range.first, count);
      if (begun === 0 && used === 0) continue;
      const use = uses.ofRest(rest.name);
      use.processes += begun;
      use.amount += used;
      amount += used;
    }
  }
};

/** Percent a byte is of the memory; absent memory has no shares. */
const shareOf = (memoryTotal: number | null): number =>
  memoryTotal === null || memoryTotal === 0 ? Number.NaN : 100 / memoryTotal;

const beginOf = (piece: PastPiece): number =>
  ("raw" in piece ? piece.raw.times : piece.tier.starts)[piece.range.first] as number;

const endOf = (piece: PastPiece): number =>
  "raw" in piece
    ? (piece.raw.times[piece.range.end - 1] as number)
    : (piece.tier.starts[piece.range.end - 1] as number) + tiers[piece.tier.tier];
