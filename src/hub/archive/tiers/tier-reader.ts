import { type Clock } from "../../../protocol/effects.ts";
import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { type Archive, type HostName, type Window } from "../archive.ts";
import { type OnDamage } from "../group/read-groups.ts";
import { type TierId, type TierPiece } from "../piece.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { computeTier } from "./compute-tier.ts";
import { joinTiers } from "./join-tiers.ts";
import { levelFile, listLevel } from "./level-folder.ts";
import { finerLevel, periodOf, periodsWithin, periodWindow } from "./period.ts";
import { readTierFile, readTierHeader, type TierFile } from "./read-tier-file.ts";
import { runSliced } from "./run-sliced.ts";
import { sumShortRows } from "./sum-short-rows.ts";
import { type TierWindow, tierPieceOf } from "./tier-piece-of.ts";
import { type TierTable } from "./tier-table.ts";

/** Raw samples, as `Archive` reads them. */
export interface RawSamples extends Pick<Archive, "pieces"> {
  span(name: HostName): Promise<Window | undefined>;
}

/** What a period of a tier holds, and the names of the raw files it is made of as far as they are known. */
export interface PeriodTable {
  readonly table: TierTable;
  readonly from: readonly string[];
}

export interface TierReader extends Pick<Archive, "tierPieces"> {
  span(name: HostName, tier: TierId): Promise<Window | undefined>;
  /** What the periods of a window hold, from files alone: sealed samples, each once. */
  sealed(name: HostName, tier: TierId, window: Window): AsyncIterable<PeriodTable>;
}

/**
 * Reads a tier as if it were whole up to the newest sample: a period without a file of its own, or with a
 * damaged one, is made of the next finer tier, and that of raw samples.
 *
 * With a pid only lines of that pid are decoded: `top` and `rest` are empty then.
 */
export const createTierReader = ({
  shelf,
  raw,
  clock,
  onDamage,
}: {
  shelf: Shelf;
  raw: RawSamples;
  clock: Pick<Clock, "monotonic">;
  onDamage: OnDamage;
}): TierReader => {
  const readFile = async (
    name: HostName,
    tier: TierId,
    period: string,
    pid: number | undefined,
  ): Promise<TierFile | undefined> => {
    const path = levelFile(name, tier, period);
    try {
      const file = await readTierFile(shelf, path, { pid, clock });
      if (file?.damage !== undefined) onDamage(path, file.damage);
      return file;
    } catch (error) {
      if (!isDamage(error)) throw error;
      onDamage(path, error.message);
      return undefined;
    }
  };

  /** Periods of a tier of which something is kept, in this tier or in a finer one. */
  const periodsOf = async (
    name: HostName,
    tier: TierId,
    window: Window,
    rawSpan: Window | undefined,
  ): Promise<string[]> => {
    const periods = (await listLevel(shelf, name, tier)).map(({ period }) => period);
    const finer = finerLevel[tier];
    if (finer !== "raw") {
      for (const period of await periodsOf(name, finer, window, rawSpan))
        periods.push(periodOf(tier, periodWindow(finer, period)?.from ?? 0));
    } else if (rawSpan !== undefined) {
      const to = Math.min(rawSpan.to, window.to);
      const hourMs = 3_600_000;
      const first = Math.floor(Math.max(rawSpan.from, window.from) / hourMs) * hourMs;
      for (let at = first; at <= to; at += hourMs) periods.push(periodOf(tier, at));
    }
    return periodsWithin(tier, periods, window);
  };

  async function* tables(
    name: HostName,
    tier: TierId,
    window: TierWindow,
    rawSpan: Window | undefined,
  ): AsyncGenerator<PeriodTable> {
    for (const period of await periodsOf(name, tier, window, rawSpan)) {
      const file = await readFile(name, tier, period, window.pid);
      const whole =
        file !== undefined && file.damage === undefined
          ? file
          : await fromFiner(name, tier, period, window.pid, rawSpan);
      const best = whole ?? file;
      if (best !== undefined) yield best;
    }
  }

  const fromFiner = async (
    name: HostName,
    tier: TierId,
    period: string,
    pid: number | undefined,
    rawSpan: Window | undefined,
  ): Promise<PeriodTable | undefined> => {
    const window = {
      ...(periodWindow(tier, period) as Window),
      ...(pid !== undefined && { pid }),
    };
    const finer = finerLevel[tier];
    const parts: TierTable[] = [];
    const from = new Set<string>();
    if (finer !== "raw") {
      for await (const part of tables(name, finer, window, rawSpan)) {
        parts.push(await joinParts([part.table], tier, pid, clock));
        for (const stem of part.from) from.add(stem);
      }
    } else if (rawSpan !== undefined && rawSpan.to >= window.from && rawSpan.from <= window.to) {
      for await (const piece of raw.pieces(name, window))
        if (piece.times.length > 0) parts.push(await runSliced(computeTier(piece, tier), clock));
    }
    if (parts.length === 0) return undefined;
    return { table: await joinParts(parts, tier, pid, clock), from: [...from].sort() };
  };

  return {
    tierPieces: async function* (name, tier, window): AsyncGenerator<TierPiece> {
      for await (const { table } of tables(name, tier, window, await raw.span(name))) {
        const piece = tierPieceOf(table, window);
        if (piece !== undefined) yield piece;
      }
    },
    sealed: (name, tier, window) => tables(name, tier, window, undefined),
    span: async (name, tier) => {
      let span = await raw.span(name);
      for (const level of ["1m", "10m", "1h"] as const) {
        const files = await listLevel(shelf, name, level);
        const oldest = files[0];
        const newest = files.at(-1);
        if (oldest !== undefined && newest !== undefined) {
          const seenIn = async (period: string): Promise<readonly [number, number] | undefined> =>
            (await readTierHeader(shelf, levelFile(name, level, period)).catch(() => undefined))
              ?.seen;
          const from = (await seenIn(oldest.period))?.[0] ?? oldest.from;
          const to = (await seenIn(newest.period))?.[1] ?? newest.to;
          span = {
            from: Math.min(from, span?.from ?? from),
            to: Math.max(to, span?.to ?? to),
          };
        }
        if (level === tier) break;
      }
      return span;
    },
  };
};

/**
 * With a pid nothing is known of the others: no rank, and no process too short for a row. A file holds
 * whole buckets of the next coarser tier, so that each can be made smaller before all become one.
 */
export const joinParts = async (
  parts: readonly TierTable[],
  tier: TierId,
  pid: number | undefined,
  clock: Pick<Clock, "monotonic">,
): Promise<TierTable> => {
  const [only, ...others] = parts;
  const joined =
    only?.buckets.tier === tier && others.length === 0
      ? only
      : await runSliced(joinTiers(parts, tier), clock);
  if (pid === undefined) return runSliced(sumShortRows(joined), clock);
  const none = joined.tops.cpu_percent.map(() => []);
  return {
    ...joined,
    tops: {
      cpu_percent: none,
      memory_rss: none,
      read_bytes_per_sec: none,
      write_bytes_per_sec: none,
    },
  };
};

const isDamage = (error: unknown): error is ProcmonError =>
  error instanceof ProcmonError && error.code === "PROCMON_DATA_DAMAGED";
