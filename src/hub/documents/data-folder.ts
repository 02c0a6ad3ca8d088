import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/**
 * The folder `DIR/documents`, made where it is not there yet and open to this user alone. What is above
 * DIR must be there: Node's recursive mkdir never returns for a folder that procfs will not make.
 * Throws PROCMON_DATA_DIR.
 */
export const openDataFolder = async (dataDir: string): Promise<string> => {
  const folder = resolve(dataDir);
  const documents = join(folder, "documents");
  await makeFolder(folder);
  await makeFolder(documents);
  try {
    // The dot asks for a folder: a file has nothing of that name.
    await access(`${documents}/.`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    // What a read-only disk holds is served all the same.
    if (codeOf(error) !== "EROFS") throw dataDirError(documents, error);
  }
  return documents;
};

/** Open to this user alone; one that is there stays as it is. Throws PROCMON_DATA_DIR. */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw dataDirError(folder, error);
  }
};

/** What the system refused at a path in the data folder, as PROCMON_DATA_DIR. */
export const dataDirError = (path: string, error: unknown): ProcmonError => {
  const code = codeOf(error) ?? "unknown";
  const reason = reasons[code];
  return new ProcmonError(
    "PROCMON_DATA_DIR",
    `expected a folder for the files of the hub, got none at ${JSON.stringify(makeSafeText(path))}: ` +
      `${reason === undefined ? "" : `${reason} `}(${code})`,
    { cause: error },
  );
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not read and write there",
  EPERM: "this user may not read and write there",
  ENOENT: "the folder above it is not there, or takes no new ones",
  ENOTDIR: "it, or what is above it, is no folder",
  EROFS: "the file system is read-only",
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
