import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { dataDirError } from "./data-folder.ts";

/** This program, and whether another one still runs: what a lock needs to know of processes. */
export interface LockHolder {
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Takes `FOLDER/lock`, a file with our pid in it: two hubs over the same documents would overwrite each
 * other. A lock whose process is gone, as after kill -9, is taken over. On a read-only disk nobody
 * writes, and nothing is locked. Returns what releases it. Throws PROCMON_DATA_DIR.
 */
export const lockFolder = async (
  folder: string,
  { pid, isAlive }: LockHolder,
): Promise<() => Promise<void>> => {
  const file = join(folder, "lock");
  for (let attempt = 0; attempt < 2; attempt++) {
    if (await createLock(file, pid)) return () => rm(file, { force: true });
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (holder > 0 && holder !== pid && isAlive(holder)) throw held(file, `process ${holder}`);
    await rm(file, { force: true });
  }
  throw held(file, "a hub that started at the same moment");
};

const held = (file: string, holder: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_DATA_DIR",
    `expected a data folder that no other hub uses, but ${holder} holds ${JSON.stringify(file)}`,
  );

/** False where the file is there already. */
const createLock = async (file: string, pid: number): Promise<boolean> => {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(pid));
    await handle.close();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code === "EROFS") return true;
    throw dataDirError(file, error);
  }
};
