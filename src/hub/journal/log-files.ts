import { constants } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** An open log file. Every call may reject with an error of the system. */
export interface LogHandle {
  readonly size: number;
  /** Writes all bytes from a place on, over what is there. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves once everything written is on disk, the length of the file included: fdatasync(2). */
  sync(): Promise<void>;
  /** Cuts the file off. */
  cut(size: number): Promise<void>;
  /** Fills a buffer from `start` on; returns the bytes read, 0 at the end of the file. */
  read(into: Buffer, start: number, position: number): Promise<number>;
  close(): Promise<void>;
}

/** The folder of the log files: what of the file system the log needs. */
export interface LogFiles {
  /** Names in order; none where there is no such folder. */
  list(): Promise<string[]>;
  /** For writing it is made where it is not there. */
  open(name: string, use: "read" | "write"): Promise<LogHandle>;
  /** Resolves once new names are on disk. */
  syncNames(): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The folder and the one above it are made when they are needed; what is above those must be there. */
export const createLogFiles = (folder: string): LogFiles => ({
  list: async () => {
    try {
      return (await readdir(folder)).sort();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    }
  },
  open: async (name, use) => {
    const file = join(folder, name);
    if (use === "read") return openHandle(file, constants.O_RDONLY);
    try {
      return await openHandle(file, constants.O_RDWR | constants.O_CREAT);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      await makeFolder(dirname(folder));
      await makeFolder(folder);
      return openHandle(file, constants.O_RDWR | constants.O_CREAT);
    }
  },
  syncNames: async () => {
    // Windows cannot open folders.
    const handle = await open(folder, "r").catch(() => undefined);
    if (handle === undefined) return;
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: async (name) => rm(join(folder, name), { force: true }),
});

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
};

const openHandle = async (file: string, flags: number): Promise<LogHandle> => {
  const handle = await open(file, flags, 0o600);
  const { size } = await handle.stat();
  return {
    size,
    write: async (bytes, position) => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(
          bytes,
          done,
          bytes.length - done,
          position + done,
        );
        done += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    cut: (length) => handle.truncate(length),
    read: async (into, start, position) =>
      (await handle.read(into, start, into.length - start, position)).bytesRead,
    close: () => handle.close(),
  };
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
