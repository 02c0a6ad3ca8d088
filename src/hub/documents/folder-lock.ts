import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { dataDirError } from "./data-folder.ts";

/** This program, and what a lock needs to know of others. */
export interface LockHolder {
  readonly pid: number;
  /**
   * What tells a running process from every other that had or will have its pid, such as boot and start
   * time; "" where the system does not say, undefined where no process has the pid.
   */
  readonly birthOf: (pid: number) => string | undefined;
}

/**
 * Takes `FOLDER/lock`, a file with our pid and birth in it: two hubs over the same files would overwrite
 * each other. A lock whose process is gone, as after kill -9 or a power cut, is taken over, also where its
 * pid is now another's. On a read-only disk nobody writes, and nothing is locked. Returns what releases
 * it. Throws PROCMON_DATA_DIR.
 */
export const lockFolder = async (
  folder: string,
  holder: LockHolder,
): Promise<() => Promise<void>> => {
  const file = join(folder, "lock");
  const own = `${file}.${holder.pid}`;
  try {
    await writeFile(own, `${holder.pid} ${holder.birthOf(holder.pid) ?? ""}\n`, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EROFS") return async () => undefined;
    throw dataDirError(own, error);
  }
  try {
    if (!(await claim(own, file))) await takeOver(own, file, holder);
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(file, { force: true });
};

/** A link appears with its content or not at all, and never over another. False where there is one already. */
const claim = async (own: string, file: string): Promise<boolean> => {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw dataDirError(file, error);
  }
};

/** Removes the lock of a process that is gone. One program at a time may: the one that has `lock.takeover`. */
const takeOver = async (own: string, file: string, holder: LockHolder): Promise<void> => {
  await refuseHeld(file, file, holder);
  const right = `${file}.takeover`;
  if (!(await claim(own, right))) {
    await refuseHeld(right, file, holder);
    await rm(right, { force: true });
    if (!(await claim(own, right))) throw held(file, "a hub that starts at this moment");
  }
  try {
    await refuseHeld(file, file, holder);
    await rm(file, { force: true });
    if (!(await claim(own, file))) throw held(file, "a hub that starts at this moment");
  } finally {
    await rm(right, { force: true });
  }
};

/** Throws where the process that wrote `written` still runs and is not this one. */
const refuseHeld = async (
  written: string,
  file: string,
  { pid: own, birthOf }: LockHolder,
): Promise<void> => {
  const text = await readFile(written, "utf8").catch(() => "");
  const [, digits = "0", past = ""] = /^(\d{1,10})(?: (.*))?/.exec(text) ?? [];
  const pid = Number(digits);
  const present = pid === 0 || pid === own ? undefined : birthOf(pid);
  if (present !== undefined && (present === "" || past === "" || present === past))
    throw held(file, `process ${pid}`);
};

const held = (file: string, holder: string): ProcmonError =>
  new ProcmonError(
    "PROCMON_DATA_DIR",
    `expected a data folder that no other hub uses, but ${holder} holds ${JSON.stringify(file)}`,
  );
