import { type Clock } from "../../../protocol/effects.ts";
import { ProcmonError } from "../../../protocol/procmon-error.ts";
import { type HostName, type Window } from "../archive.ts";
import { type Piece, type TierId } from "../piece.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { computeTier } from "./compute-tier.ts";
import { type HeaderLine } from "./header-line.ts";
import { levelFile, listLevel } from "./level-folder.ts";
import { finerLevel, type Level, type PeriodFile, periodOf, periodWindow } from "./period.ts";
import { readTierFile, readTierHeader } from "./read-tier-file.ts";
import { runSliced } from "./run-sliced.ts";
import { joinParts, type PeriodTable, type TierReader } from "./tier-reader.ts";
import { type TierTable } from "./tier-table.ts";
import { encodeTierFile } from "./write-tier-file.ts";

/** How long after its end a period is taken to be over: its last hour has to be sealed. */
const graceMs = { "1m": 0, "10m": 30 * 60_000, "1h": 2 * 3_600_000 } as const;
/** Raw files without a sample that are remembered. */
const maxEmpty = 10_000;

/** Whether a file of a level with this window is still to be kept: what is not, is not made either. */
export type IsKept = (level: Level, window: Window) => boolean;

export interface TierMaker {
  /**
   * Makes whatever tier files of a host are due and not there, and takes raw files that came late into
   * those that are. Idempotent: a crash at any moment costs no more than doing the last file again.
   * Gives up soon once it is stopped.
   */
  update(name: HostName, isStopped: () => boolean): Promise<void>;
  /** Whether all that a file holds is in the coarser tiers that are to hold it. */
  isFolded(name: HostName, level: Level, file: PeriodFile): Promise<boolean>;
  /** Files written since the start. */
  readonly made: Readonly<Record<TierId, number>>;
}

export const createTierMaker = ({
  shelf,
  reader,
  readRaw,
  clock,
  isKept,
}: {
  shelf: Shelf;
  reader: TierReader;
  /** The samples of one sealed raw file, named without extension. */
  readRaw: (name: HostName, stem: string) => AsyncIterable<Piece>;
  clock: Pick<Clock, "now" | "monotonic">;
  isKept: IsKept;
}): TierMaker => {
  const made = { "1m": 0, "10m": 0, "1h": 0 };
  /** Raw files that held nothing that could be read. */
  const empty = new Set<string>();

  const tablesOfRaw = async (
    name: HostName,
    stems: readonly string[],
    tier: TierId,
  ): Promise<TierTable[]> => {
    const tables: TierTable[] = [];
    for (const stem of stems) {
      let isEmpty = true;
      for await (const piece of readRaw(name, stem)) {
        if (piece.times.length === 0) continue;
        isEmpty = false;
        tables.push(await runSliced(computeTier(piece, tier), clock));
      }
      if (!isEmpty) continue;
      if (empty.size >= maxEmpty) empty.clear();
      empty.add(levelFile(name, "raw", stem));
    }
    return tables;
  };

  const write = async (
    name: HostName,
    tier: TierId,
    period: string,
    parts: readonly PeriodTable[],
  ): Promise<void> => {
    if (parts.length === 0) return;
    const tables = parts.map((part) => part.table);
    const table = await joinParts(tables, tier, undefined, clock);
    const from = [...new Set(parts.flatMap((part) => part.from))].sort();
    await shelf.put(levelFile(name, tier, period), await encodeTierFile(table, from, clock));
    made[tier]++;
  };

  const fold = async (
    name: HostName,
    tier: TierId,
    period: string,
    late: readonly string[],
  ): Promise<void> => {
    const path = levelFile(name, tier, period);
    const file = await readTierFile(shelf, path, { clock });
    const tables = await tablesOfRaw(name, late, tier);
    if (file === undefined || tables.length === 0) return;
    await write(name, tier, period, [file, ...tables.map((table) => ({ table, from: late }))]);
  };

  const make = async (
    name: HostName,
    tier: TierId,
    period: string,
    raw: readonly string[],
    isStopped: () => boolean,
  ): Promise<void> => {
    if (tier === "1m") {
      const tables = await tablesOfRaw(name, raw, tier);
      return write(
        name,
        tier,
        period,
        tables.map((table) => ({ table, from: raw })),
      );
    }
    const parts: PeriodTable[] = [];
    const window = periodWindow(tier, period) as Window;
    for await (const part of reader.sealed(name, finerLevel[tier] as TierId, window)) {
      if (isStopped()) return;
      parts.push({ ...part, table: await joinParts([part.table], tier, undefined, clock) });
    }
    return write(name, tier, period, parts);
  };

  const headerOf = (
    name: HostName,
    tier: TierId,
    period: string,
  ): Promise<HeaderLine | undefined> =>
    readTierHeader(shelf, levelFile(name, tier, period)).catch(unlessDamaged);

  const isDue = (tier: TierId, window: Window): boolean =>
    window.to + graceMs[tier] < clock.now() && isKept(tier, window);

  return {
    made,
    update: async (name, isStopped) => {
      const raw = await listLevel(shelf, name, "raw");
      for (const tier of ["1m", "10m", "1h"] as const) {
        const finer = finerLevel[tier];
        const sources = finer === "raw" ? raw : await listLevel(shelf, name, finer);
        const there = new Set((await listLevel(shelf, name, tier)).map(({ period }) => period));
        const rawOf = Map.groupBy(raw, ({ from }) => periodOf(tier, from));
        const periods = new Set(sources.map(({ from }) => periodOf(tier, from)));
        for (const period of rawOf.keys()) periods.add(period);
        for (const period of [...periods].sort()) {
          if (isStopped()) return;
          const stems = (rawOf.get(period) ?? [])
            .map(({ stem }) => stem)
            .filter((stem) => !empty.has(levelFile(name, "raw", stem)));
          // The first file of an hour is in its minutes since they were made: no need to look.
          if (tier === "1m" && there.has(period) && stems.every((stem) => stem === period))
            continue;
          if (there.has(period) && stems.length === 0) continue;
          const header = there.has(period) ? await headerOf(name, tier, period) : undefined;
          const late = stems.filter((stem) => header?.from.includes(stem) !== true);
          if (header !== undefined && late.length > 0) await fold(name, tier, period, late);
          if (header === undefined && isDue(tier, periodWindow(tier, period) as Window))
            await make(name, tier, period, stems, isStopped);
        }
      }
    },
    isFolded: async (name, level, file) => {
      if (level === "1h") return true;
      const path = levelFile(name, level, file.stem);
      if (level === "raw") {
        if (empty.has(path)) return true;
        for (const tier of ["1m", "10m", "1h"] as const) {
          const period = periodOf(tier, file.from);
          const header = await headerOf(name, tier, period);
          if (header !== undefined && !header.from.includes(file.stem)) return false;
          if (header === undefined && tier === "1m" && isKept(tier, file)) return false;
        }
        return true;
      }
      const coarser = level === "1m" ? "10m" : "1h";
      const period = periodOf(coarser, file.from);
      const header = await headerOf(name, coarser, period);
      if (header === undefined) return !isKept(coarser, periodWindow(coarser, period) as Window);
      const own = await headerOf(name, level, file.period);
      return own === undefined || own.from.every((stem) => header.from.includes(stem));
    },
  };
};

/** A damaged file is as if it had never been. */
const unlessDamaged = (error: unknown): undefined => {
  if (error instanceof ProcmonError && error.code === "PROCMON_DATA_DAMAGED") return undefined;
  throw error;
};
