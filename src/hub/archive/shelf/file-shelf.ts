import { close, fstat, open as openWithCallback, read, type Stats } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type ReadPart, type Shelf } from "./shelf.ts";

/** Files under a folder, 0600 in folders of 0700. `NAME.tmp` is a file that is not finished. */
export const createFileShelf = (root: string): Shelf => {
  /** Folders that are there, so that not every write asks again. Dropped as a whole when it is full. */
  const made = new Set<string>();
  /** Files made by `append` whose name is not synced yet. */
  const unlisted = new Set<string>();
  const makeFolder = async (path: string): Promise<void> => {
    const folder = dirname(path);
    if (made.has(folder)) return;
    const missing: string[] = [];
    for (let at = folder; at !== "."; at = dirname(at)) missing.unshift(at);
    for (const at of missing) {
      if (made.has(at)) continue;
      const isNew = await mkdir(join(root, at), { mode: 0o700 }).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) === "EEXIST") return false;
          throw error;
        },
      );
      if (isNew) await syncFolder(join(root, dirname(at)));
    }
    if (made.size >= foldersRemembered) made.clear();
    for (const at of missing) made.add(at);
  };
  /** Once more where a folder was removed behind our back, as retention does with empty ones. */
  const inFolder = async <T>(path: string, write: () => Promise<T>): Promise<T> => {
    await makeFolder(path);
    try {
      return await write();
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      made.clear();
      await makeFolder(path);
      return write();
    }
  };

  return {
    put: (path, chunks) =>
      inFolder(path, async () => {
        const file = join(root, path);
        const handle = await open(`${file}.tmp`, "w", 0o600);
        try {
          for (const chunk of chunks) await handle.writeFile(chunk);
          await handle.datasync();
        } finally {
          await handle.close();
        }
        await rename(`${file}.tmp`, file);
        await syncFolder(dirname(file));
      }),
    append: (path, bytes) =>
      inFolder(path, async () => {
        const handle = await open(join(root, path), "a", 0o600);
        try {
          await handle.writeFile(bytes);
          const { size } = await handle.stat();
          if (size === bytes.length) unlisted.add(path);
          return size;
        } finally {
          await handle.close();
        }
      }),
    sync: async (path) => {
      const handle = await open(join(root, path), "r+");
      try {
        await handle.datasync();
      } finally {
        await handle.close();
      }
      if (unlisted.delete(path)) await syncFolder(dirname(join(root, path)));
    },
    truncate: async (path, size) => truncate(join(root, path), size),
    read: (path, offset, length) => useFile(join(root, path), (read) => read(offset, length)),
    use: (path, work) => useFile(join(root, path), work),
    size: (path) => unlessMissing(async () => (await stat(join(root, path))).size, undefined),
    list: (folder) =>
      unlessMissing(async () => {
        const entries = await readdir(join(root, folder), { withFileTypes: true });
        // A folder of that name is a host's.
        return entries
          .filter((entry) => entry.isDirectory() || !entry.name.endsWith(".tmp"))
          .map(({ name }) => name)
          .sort();
      }, []),
    remove: async (path) => rm(join(root, path), { force: true }),
    removeFolder: async (folder) => rm(join(root, folder), { recursive: true, force: true }),
    removeEmptyFolder: async (folder) => {
      await rmdir(join(root, folder)).catch((error: unknown) => {
        if (!stays.has(codeOf(error))) throw error;
      });
    },
  };
};

const foldersRemembered = 20_000;

/** What rmdir says of a folder that is gone already, or not empty (POSIX allows both codes). */
const stays: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTEMPTY", "EEXIST"]);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const unlessMissing = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return otherwise;
    throw error;
  }
};

/** The new name of a file is on disk only once its folder is. Windows cannot open folders. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
};

/*
 * The functions with callbacks: a read costs half the CPU of one through a FileHandle, and a question
 * about a day reads 24 files.
 */
const openFile = promisify<string, string, number>(openWithCallback);
const closeFile = promisify(close);
const statFile = promisify<number, Stats>(fstat);
const readFrom = (file: number, buffer: Buffer, at: number, offset: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(file, buffer, at, buffer.length - at, offset + at, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });

/** A longer read is held against the size of the file: the length may come from damaged bytes. */
const trustedBytes = 256 * 1024;

const useFile = async <T>(
  path: string,
  work: (read: ReadPart) => Promise<T>,
): Promise<T | undefined> => {
  const file = await unlessMissing(() => openFile(path, "r"), undefined);
  if (file === undefined) return undefined;
  try {
    return await work(async (offset, length) => {
      const buffer = Buffer.allocUnsafe(
        length <= trustedBytes
          ? length
          : Math.max(0, Math.min(length, (await statFile(file)).size - offset)),
      );
      let filled = 0;
      while (filled < buffer.length) {
        const count = await readFrom(file, buffer, filled, offset);
        if (count === 0) break;
        filled += count;
      }
      return buffer.subarray(0, filled);
    });
  } finally {
    await closeFile(file);
  }
};
