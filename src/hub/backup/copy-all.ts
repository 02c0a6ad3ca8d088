import { join } from "node:path";
import { type CopiedFile, copyFile } from "./copy-file.ts";
import { createFolderMaker } from "./folder-maker.ts";

/** What was done so far. */
export interface CopyProgress {
  readonly files: number;
  readonly bytes: number;
}

/** Copies under way at a time: most of the time of one is waiting for a sync. */
const atOnce = 8;

/**
 * Copies the files that `files` names, relative to `from`, to the same places under `to`, and syncs it all.
 * `onCopied` is called for each as soon as it is on disk, `onGone` for one that is not there.
 */
export const copyAll = async <File extends { readonly path: string }>(options: {
  from: string;
  to: string;
  files: AsyncIterable<File>;
  onCopied: (file: File, copied: CopiedFile) => Promise<void> | void;
  onGone: (file: File) => void;
}): Promise<void> => {
  const { from, to, files, onCopied, onGone } = options;
  const folders = createFolderMaker(to);
  const running = new Set<Promise<void>>();
  let fault: Error | undefined;
  const copy = async (file: File): Promise<void> => {
    await folders.makeFor(file.path);
    let copied: CopiedFile;
    try {
      copied = await copyFile(join(from, file.path), join(to, file.path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      onGone(file);
      return;
    }
    await onCopied(file, copied);
  };
  for await (const file of files) {
    if (running.size >= atOnce) await Promise.race(running);
    if (fault !== undefined) break;
    const job: Promise<void> = copy(file)
      .catch((error: unknown) => {
        fault ??= error instanceof Error ? error : new Error(String(error), { cause: error });
      })
      .finally(() => running.delete(job));
    running.add(job);
  }
  await Promise.all(running);
  if (fault !== undefined) throw fault;
  await folders.sync();
};
