import { type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Kinds of files of a tenant in the order in which samples move through them. */
const kinds = ["hot", "raw", "1m", "10m", "1h"];

/**
 * The files of a data folder, relative to it, in the order in which samples move on while a hub runs: the
 * log, groups, segments, tiers. Each folder is read when it is its turn, so what moves on meanwhile is met
 * at least once. Files that are not finished and locks are left out.
 */
export async function* listDataFiles(dataDir: string): AsyncGenerator<string> {
  yield* filesBelow(dataDir, "journal/wal");
  const tenants = (await entriesOf(dataDir, "journal"))
    .filter((entry) => entry.isDirectory() && entry.name !== "wal")
    .map(({ name }) => `journal/${name}`);
  for (const kind of kinds)
    for (const tenant of tenants) yield* filesBelow(dataDir, `${tenant}/${kind}`);
  for (const tenant of tenants)
    for (const { name } of await entriesOf(dataDir, tenant))
      if (!kinds.includes(name)) yield* filesBelow(dataDir, `${tenant}/${name}`);
  yield* filesBelow(dataDir, "documents");
}

async function* filesBelow(dataDir: string, folder: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(dataDir, folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(dataDir, path);
    else if (entry.isFile() && !/\.tmp$|^lock/.test(entry.name)) yield path;
  }
}

/** None where the folder is gone. */
const entriesOf = async (dataDir: string, folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(join(dataDir, folder), { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
};
