import { type Clock, type Logger } from "../../../protocol/effects.ts";
import { type HostName } from "../archive.ts";
import { type Shelf } from "../shelf/shelf.ts";
import { levelFile, levelFolder, listLevel } from "../tiers/level-folder.ts";
import { type Level, levels, type PeriodFile } from "../tiers/period.ts";
import { nextTurn } from "../tiers/run-sliced.ts";
import { type TierMaker } from "../tiers/tier-maker.ts";
import { chooseExcess, type Excess } from "./choose-excess.ts";
import { type KeptPeriods } from "./kept-periods.ts";
import { isTooOld, type RetentionLimits } from "./limits.ts";

/** Well after the hour, when its files are sealed and tiers are made of them. */
const passAtMs = 50 * 60_000;
const everyMs = 3_600_000;
const firstPassMs = 120_000;

/** Deletes whole files that are too old, or too many. */
export interface Retention {
  /** Once now. */
  run(): Promise<void>;
  /** Deletes all files of a host, sealed or not. */
  forgetHost(name: HostName): Promise<void>;
  readonly counters: {
    /** Files deleted, by level. */
    readonly deleted: Readonly<Record<Level, number>>;
    /** Of those, files of which the coarser tier had not been made: the bound on bytes left no choice. */
    readonly unfolded: number;
    /** Files that are too old and wait for their coarser tier, at the last pass. */
    readonly waiting: number;
    /** Files that could not be deleted. */
    readonly failures: number;
  };
  close(): Promise<void>;
}

export const createRetention = ({
  shelf,
  maker,
  kept,
  hosts,
  limits,
  clock,
  log,
}: {
  shelf: Shelf;
  maker: Pick<TierMaker, "isFolded">;
  kept: KeptPeriods;
  /** All hosts of which files are kept. */
  hosts: () => Promise<readonly HostName[]>;
  /** Asked for at each pass: they may change while the hub runs. */
  limits: () => RetentionLimits;
  clock: Clock;
  log: Logger;
}): Retention => {
  const deleted: Record<Level, number> = { raw: 0, "1m": 0, "10m": 0, "1h": 0 };
  let unfolded = 0;
  let waiting = 0;
  let failures = 0;
  let isClosed = false;

  const remove = async (name: HostName, level: Level, file: PeriodFile): Promise<boolean> => {
    try {
      await shelf.remove(levelFile(name, level, file.stem));
      deleted[level]++;
      return true;
    } catch (error) {
      failures++;
      if (failures === 1 || failures % 1000 === 0)
        log.error(
          { host: name.host, file: file.stem, level, failures, error: String(error) },
          "a file that is too old could not be deleted",
        );
      return false;
    }
  };

  const deleteOld = async (name: HostName): Promise<void> => {
    for (const level of levels) {
      const files = await listLevel(shelf, name, level);
      let left = files.length;
      for (const file of files) {
        if (!isTooOld(limits(), level, file, clock.now())) break;
        if (!(await maker.isFolded(name, level, file))) waiting++;
        else if (await remove(name, level, file)) left--;
      }
      if (left === 0) await shelf.removeEmptyFolder(levelFolder(name, level));
    }
  };

  const deleteExcess = async (level: Level, names: readonly HostName[]): Promise<void> => {
    const { bytes: maxBytes } = limits()[level];
    if (maxBytes === undefined) return;
    const bytes = new Map<string, number>();
    for (const name of names) {
      for (const { period, stem } of await listLevel(shelf, name, level)) {
        const size = (await shelf.size(levelFile(name, level, stem))) ?? 0;
        bytes.set(period, (bytes.get(period) ?? 0) + size);
      }
      await nextTurn();
    }
    const excess = chooseExcess(bytes, maxBytes);
    if (excess === undefined) return;
    let forced = 0;
    let { partly } = excess;
    for (const name of names) {
      if (isClosed) return;
      const files = await listLevel(shelf, name, level);
      let left = files.length;
      for (const file of files) {
        if (!isInExcess(file, excess, partly)) break;
        const size = (await shelf.size(levelFile(name, level, file.stem))) ?? 0;
        const wasFolded = await maker.isFolded(name, level, file);
        if (!(await remove(name, level, file))) continue;
        if (!wasFolded) forced++;
        if (file.period === excess.last) partly -= size;
        left--;
        kept.markGone(level, file.to);
      }
      if (left === 0) await shelf.removeEmptyFolder(levelFolder(name, level));
      await nextTurn();
    }
    if (forced === 0) return;
    unfolded += forced;
    log.warn(
      { level, files: forced, bytes: maxBytes },
      "files were deleted before coarser tiers could be made of them: raise the bound on their size",
    );
  };

  const pass = async (): Promise<void> => {
    waiting = 0;
    const names = await hosts();
    for (const name of names) {
      if (isClosed) return;
      await deleteOld(name);
      await nextTurn();
    }
    for (const level of levels) if (!isClosed) await deleteExcess(level, names);
    if (waiting > 0)
      log.warn({ files: waiting }, "files that are too old wait for a tier to be made of them");
  };
  let passing: Promise<void> = Promise.resolve();
  const run = (): Promise<void> => {
    passing = passing.then(pass).catch((error: unknown) => {
      failures++;
      log.error({ error: String(error) }, "old files could not be looked through");
    });
    return passing;
  };

  let cancel: () => void = () => undefined;
  const schedule = (ms: number): void => {
    cancel = clock.after(ms, () => {
      const now = clock.now();
      const next = Math.floor(now / everyMs) * everyMs + passAtMs;
      schedule(next > now ? next - now : next + everyMs - now);
      void run();
    });
  };
  schedule(firstPassMs);

  return {
    run,
    forgetHost: async (name) => {
      for (const folder of [...levels, "hot"] as const)
        await shelf.removeFolder(`${name.tenant}/${folder}/${name.host}`);
    },
    counters: {
      deleted,
      get unfolded() {
        return unfolded;
      },
      get waiting() {
        return waiting;
      },
      get failures() {
        return failures;
      },
    },
    close: async () => {
      isClosed = true;
      cancel();
      await passing;
    },
  };
};

const isInExcess = ({ period }: PeriodFile, { last }: Excess, partly: number): boolean =>
  period < last || (period === last && partly > 0);
