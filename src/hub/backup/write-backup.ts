import { mkdir, open, readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { dataDirError } from "../documents/data-folder.ts";
import { listLineOf, listName } from "./backup-list.ts";
import { type CopyProgress, copyAll } from "./copy-all.ts";
import { listDataFiles } from "./list-data-files.ts";

/**
 * Copies all that a data folder keeps to the folder `target`, which must be empty or not there yet, and
 * lists it with checksums in `backup.ndjson`. A hub may run meanwhile: what it had acknowledged when the
 * copy began is in it. Without its last line the list tells of a backup that was not finished.
 *
 * Throws PROCMON_DATA_DIR.
 */
export const writeBackup = async (options: {
  dataDir: string;
  target: string;
  /** Milliseconds since 1970. */
  now: number;
  onProgress: (progress: CopyProgress) => void;
}): Promise<CopyProgress> => {
  const { dataDir, now, onProgress } = options;
  const target = resolve(options.target);
  await checkSource(resolve(dataDir), target);
  await makeEmpty(target);
  let files = 0;
  let bytes = 0;
  try {
    const list = await open(join(target, listName), "wx", 0o600);
    try {
      await list.writeFile(listLineOf({ k: "backup", v: 1, at: now }));
      await copyAll({
        from: dataDir,
        to: target,
        files: withPaths(listDataFiles(dataDir)),
        onCopied: async ({ path }, copied) => {
          files++;
          bytes += copied.bytes;
          await list.appendFile(listLineOf({ k: "file", path, ...copied }));
          onProgress({ files, bytes });
        },
        // It moved on, and is met again where it went, or retention took it.
        onGone: () => undefined,
      });
      await list.appendFile(listLineOf({ k: "end", files, bytes }));
      await list.sync();
    } finally {
      await list.close();
    }
  } catch (error) {
    throw dataDirError(target, error);
  }
  return { files, bytes };
};

async function* withPaths(paths: AsyncIterable<string>): AsyncGenerator<{ path: string }> {
  for await (const path of paths) yield { path };
}

const checkSource = async (source: string, target: string): Promise<void> => {
  try {
    await readdir(join(source, "documents"));
  } catch (error) {
    throw dataDirError(source, error);
  }
  // Into itself, the copy would be copied.
  if (`${target}${sep}`.startsWith(`${source}${sep}`))
    throw new ProcmonError(
      "PROCMON_USAGE",
      `backup: expected a folder outside of the data folder, got ${JSON.stringify(makeSafeText(target))}`,
    );
};

const makeEmpty = async (target: string): Promise<void> => {
  try {
    await mkdir(target, { mode: 0o700 });
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw dataDirError(target, error);
  }
  const names = await readdir(target).catch((error: unknown) => {
    throw dataDirError(target, error);
  });
  if (names.length > 0)
    throw new ProcmonError(
      "PROCMON_USAGE",
      `backup: expected an empty folder or a new one, got ${names.length} names in ${JSON.stringify(makeSafeText(target))}`,
    );
};
