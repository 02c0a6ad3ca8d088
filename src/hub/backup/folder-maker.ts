import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Makes the folders of files under a root, open to this user alone, and in the end syncs their names. */
export interface FolderMaker {
  /** `path` is that of a file, relative to the root. */
  makeFor(path: string): Promise<void>;
  sync(): Promise<void>;
}

/** The root must be there. */
export const createFolderMaker = (root: string): FolderMaker => {
  const made = new Map<string, Promise<void>>([[".", Promise.resolve()]]);
  const make = (folder: string): Promise<void> => {
    const known = made.get(folder);
    if (known !== undefined) return known;
    const making = make(dirname(folder)).then(async () => {
      await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
    });
    made.set(folder, making);
    return making;
  };
  return {
    makeFor: (path) => make(dirname(path)),
    sync: async () => {
      for (const folder of made.keys()) {
        const handle = await open(join(root, folder), "r").catch(() => undefined);
        // Windows cannot open folders.
        await handle?.sync().catch(() => undefined);
        await handle?.close();
      }
    },
  };
};
