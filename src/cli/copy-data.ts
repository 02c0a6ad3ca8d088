import process from "node:process";
import { type CopyProgress } from "../hub/backup/copy-all.ts";
import { restoreBackup } from "../hub/backup/restore-backup.ts";
import { writeBackup } from "../hub/backup/write-backup.ts";
import { openDataFolder } from "../hub/documents/data-folder.ts";
import { lockFolder } from "../hub/documents/folder-lock.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { formatBytes } from "../protocol/units.ts";
import { createProgressLine } from "./progress-line.ts";
import { type HubConfig } from "./settings/hub-settings.ts";
import { systemClock } from "./system-clock.ts";
import { thisProcess } from "./this-process.ts";
import { writeText } from "./write-text.ts";

/** Files that are named in a message at most. */
const mostNamed = 20;

/** `procmon-hub backup DIR`. A hub may run over the same data. */
export const backupData = async (config: HubConfig, target: string): Promise<void> => {
  const dataDir = dataFolderOf(config);
  const progress = createProgressLine(process.stderr, systemClock);
  const copied = await writeBackup({
    dataDir,
    target,
    now: systemClock.now(),
    onProgress: (so) => progress.show(`copied ${amount(so)}`),
  }).finally(() => progress.close());
  await say(`backed up ${amount(copied)} to ${target}`);
};

/** `procmon-hub restore DIR`, into a data folder without data that no hub holds. */
export const restoreData = async (config: HubConfig, source: string): Promise<void> => {
  const dataDir = dataFolderOf(config);
  await openDataFolder(dataDir);
  const release = await lockFolder(dataDir, thisProcess);
  const progress = createProgressLine(process.stderr, systemClock);
  try {
    const restored = await restoreBackup({
      source,
      dataDir,
      onProgress: (so) => progress.show(`copied ${amount(so)}`),
    }).finally(() => progress.close());
    await say(`restored ${amount(restored)} to ${dataDir}`);
    refuseDamaged(restored.damaged);
  } finally {
    await release();
  }
};

const refuseDamaged = (damaged: readonly string[]): void => {
  if (damaged.length === 0) return;
  const named = damaged.slice(0, mostNamed).join(", ");
  const more = damaged.length > mostNamed ? ` and ${damaged.length - mostNamed} more` : "";
  throw new ProcmonError(
    "PROCMON_DATA_DAMAGED",
    `expected files as they were backed up, got ${damaged.length} that changed or are gone: ${named}${more}`,
  );
};

/** Throws PROCMON_USAGE where nothing is kept in files. */
export const dataFolderOf = ({ persistence, data_dir: dataDir }: HubConfig): string => {
  if (persistence === "files") return dataDir;
  throw new ProcmonError(
    "PROCMON_USAGE",
    `expected persistence files, got ${persistence}: there is no data folder`,
  );
};

/** `12 files (3.4M)` */
export const amount = ({ files, bytes }: CopyProgress): string =>
  `${files} ${files === 1 ? "file" : "files"} (${formatBytes(bytes)})`;

const say = async (text: string): Promise<void> => {
  await writeText(process.stdout, `${makeSafeText(text)}\n`);
};
