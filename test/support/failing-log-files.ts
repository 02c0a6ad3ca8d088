import { createLogFiles, type LogFiles } from "../../src/hub/journal/log-files.ts";

export interface FailingLogFiles extends LogFiles {
  /** Bytes that writing still takes; infinite while all is well. */
  room: number;
  /** The error of writing beyond the room, or of every write and every opening for writing. */
  code: "ENOSPC" | "EROFS" | "EIO";
  /** The error of a sync, if it is to fail. What was written before it may be lost then. */
  syncCode: "EIO" | undefined;
}

const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: injected`), { code });

/** The real folder, on a disk that is full, read-only or broken when told. Writes half of what it refuses. */
export const createFailingLogFiles = (folder: string): FailingLogFiles => {
  const real = createLogFiles(folder);
  const files: FailingLogFiles = {
    ...real,
    room: Number.POSITIVE_INFINITY,
    code: "ENOSPC",
    syncCode: undefined,
    open: async (name, use) => {
      if (use === "write" && files.code === "EROFS" && files.room === 0) throw systemError("EROFS");
      const handle = await real.open(name, use);
      return {
        ...handle,
        write: async (bytes, position) => {
          if (bytes.length <= files.room) {
            files.room -= bytes.length;
            await handle.write(bytes, position);
            return;
          }
          const half = files.code === "ENOSPC" ? Math.floor(bytes.length / 2) : 0;
          if (half > 0) await handle.write(bytes.subarray(0, half), position);
          throw systemError(files.code);
        },
        sync: async () => {
          if (files.syncCode !== undefined) throw systemError(files.syncCode);
          await handle.sync();
        },
      };
    },
  };
  return files;
};
