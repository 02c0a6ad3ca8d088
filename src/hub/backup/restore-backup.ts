import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { dataDirError } from "../documents/data-folder.ts";
import { type ListedFile, type ListLine, listName, parseListLine } from "./backup-list.ts";
import { type CopyProgress, copyAll } from "./copy-all.ts";

const parts = ["journal", "documents"];
const unfinished = "restore.tmp";

export interface Restored extends CopyProgress {
  /** Files whose content is not what was copied, or that are gone. What is left of them was restored. */
  readonly damaged: readonly string[];
}

/**
 * Brings what a backup holds into a data folder that holds nothing yet; who calls has its lock. The files
 * take their place together at the end: a restore that was cut short leaves no half of the data behind.
 *
 * Throws PROCMON_DATA_DIR, and PROCMON_USAGE where `source` is no finished backup or there is data already.
 */
export const restoreBackup = async (options: {
  source: string;
  dataDir: string;
  onProgress: (progress: CopyProgress) => void;
}): Promise<Restored> => {
  const { source, dataDir, onProgress } = options;
  await refuseData(dataDir);
  await checkFinished(source);
  const work = join(dataDir, unfinished);
  const damaged: string[] = [];
  let files = 0;
  let bytes = 0;
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { mode: 0o700 });
    await copyAll({
      from: source,
      to: work,
      files: filesOf(source),
      onCopied: (file, copied) => {
        files++;
        bytes += copied.bytes;
        if (copied.bytes !== file.bytes || copied.crc !== file.crc) damaged.push(file.path);
        onProgress({ files, bytes });
      },
      onGone: ({ path }) => damaged.push(path),
    });
    for (const part of parts) await takePlace(join(work, part), join(dataDir, part));
    await syncFolder(dataDir);
    await rm(work, { recursive: true, force: true });
  } catch (error) {
    throw dataDirError(dataDir, error);
  }
  return { files, bytes, damaged: damaged.sort() };
};

const refuseData = async (dataDir: string): Promise<void> => {
  for (const part of parts) {
    const names = await readdir(join(dataDir, part)).catch(() => []);
    if (names.length > 0)
      throw new ProcmonError(
        "PROCMON_USAGE",
        `restore: expected a data folder without data, got ${JSON.stringify(makeSafeText(join(dataDir, part)))} ` +
          "with files in it; move it away first",
      );
  }
};

async function* linesOf(source: string): AsyncGenerator<ListLine> {
  const lines = createInterface({
    input: createReadStream(join(source, listName), "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const text of lines) {
    const line = parseListLine(text);
    number++;
    if (line === undefined) throw notFinished(source, `line ${number} of ${listName} is damaged`);
    yield line;
  }
}

async function* filesOf(source: string): AsyncGenerator<ListedFile> {
  for await (const line of linesOf(source)) if (line.k === "file") yield line;
}

/** Reads the whole list once before anything is copied. */
const checkFinished = async (source: string): Promise<void> => {
  let count = 0;
  let files = 0;
  let last: ListLine | undefined;
  try {
    for await (const line of linesOf(source)) {
      if (count === 0 && line.k !== "backup")
        throw notFinished(source, `${listName} does not begin as one`);
      if (line.k === "file") files++;
      count++;
      last = line;
    }
  } catch (error) {
    if (error instanceof ProcmonError) throw error;
    throw notFinished(source, `there is no ${listName} (${(error as NodeJS.ErrnoException).code})`);
  }
  if (last?.k !== "end" || last.files !== files)
    throw notFinished(source, `${listName} ends early: the backup was cut short`);
};

const notFinished = (source: string, reason: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_USAGE",
    `restore: expected a finished backup, got ${JSON.stringify(makeSafeText(source))}: ${reason}`,
  );

/** An empty folder that opening the data folder made is in the way. */
const takePlace = async (from: string, to: string): Promise<void> => {
  await rmdir(to).catch(() => undefined);
  await rename(from, to).catch((error: unknown) => {
    // A backup of a hub that kept nothing of this kind.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
};

/** The new names are on disk only once the folder is. Windows cannot open folders. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};
