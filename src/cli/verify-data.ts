import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { verifyData } from "../hub/backup/verify-data.ts";
import { dataDirError } from "../hub/documents/data-folder.ts";
import { ProcmonError } from "../protocol/procmon-error.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { amount, dataFolderOf } from "./copy-data.ts";
import { createProgressLine } from "./progress-line.ts";
import { type HubConfig } from "./settings/hub-settings.ts";
import { systemClock } from "./system-clock.ts";
import { writeText } from "./write-text.ts";

/**
 * `procmon-hub verify`: a line on standard output for each damage, then what was checked. Throws
 * PROCMON_DATA_DAMAGED where there was any. A hub may run over the same data.
 */
export const verifyDataFolder = async (config: HubConfig): Promise<void> => {
  const dataDir = dataFolderOf(config);
  const documents = join(dataDir, "documents");
  await readdir(documents).catch((error: unknown) => {
    throw dataDirError(documents, error);
  });
  const progress = createProgressLine(process.stderr, systemClock);
  const damaged = new Set<string>();
  const checked = await verifyData({
    dataDir,
    onProgress: (so) => progress.show(`checked ${amount(so)}`),
    onDamage: ({ file, reason }) => {
      progress.close();
      damaged.add(file);
      process.stdout.write(`${makeSafeText(`damaged ${file}: ${reason}`)}\n`);
    },
  }).finally(() => progress.close());
  await writeText(process.stdout, `checked ${amount(checked)}, ${damaged.size} of them damaged\n`);
  if (damaged.size > 0)
    throw new ProcmonError(
      "PROCMON_DATA_DAMAGED",
      `expected files as they were written, got ${damaged.size} that are damaged in ${makeSafeText(dataDir)}`,
    );
};
