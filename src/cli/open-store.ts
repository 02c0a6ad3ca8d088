import { join } from "node:path";
import { createArchive, type StoredArchive } from "../hub/archive/create-archive.ts";
import { type RetentionLimits } from "../hub/archive/retention/limits.ts";
import { createFileShelf } from "../hub/archive/shelf/file-shelf.ts";
import { createMemoryShelf } from "../hub/archive/shelf/memory-shelf.ts";
import { type Shelf } from "../hub/archive/shelf/shelf.ts";
import { makeFolder } from "../hub/documents/data-folder.ts";
import { type Journal, type SyncPolicy } from "../hub/journal/journal.ts";
import { createLogFiles } from "../hub/journal/log-files.ts";
import { openLogJournal } from "../hub/journal/log-journal.ts";
import { createMemoryJournal } from "../hub/journal/memory-journal.ts";
import { type Packer } from "../hub/journal/packer.ts";
import { type Clock, type Logger } from "../protocol/effects.ts";

/** What a hub keeps, and in what: the log that frames go to first, the archive, and files of events. */
export interface Store {
  readonly journal: Journal;
  readonly archive: StoredArchive;
  readonly shelf: Shelf;
  setSync(policy: SyncPolicy): void;
  /** Puts on disk what came, then ends what goes on in the background. */
  close(): Promise<void>;
}

interface StoreOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Asked for whenever they matter. */
  readonly limits: () => RetentionLimits;
}

/** In `DIR/journal`. The folder above must be there, and locked. */
export const openFileStore = async (
  dataDir: string,
  { sync, clock, log, limits }: StoreOptions & { readonly sync: SyncPolicy },
): Promise<Store> => {
  const folder = join(dataDir, "journal");
  await makeFolder(folder);
  const shelf = createFileShelf(folder);
  // Log and archive know each other; nothing is packed before the log of an earlier run is read.
  const packer: Packer = { pack: async (closed) => archive.pack(closed) };
  const files = createLogFiles(join(folder, "wal"));
  const journal = await openLogJournal({ files, packer, policy: sync, clock, log });
  const archive = createArchive({ shelf, clock, log, limits, unpacked: journal });
  return {
    journal,
    archive,
    shelf,
    setSync: (policy) => journal.setPolicy(policy),
    close: () => closeStore(journal, archive),
  };
};

/** In memory, at most so many bytes of what is packed. */
export const openMemoryStore = ({
  maxBytes,
  clock,
  log,
  limits,
}: StoreOptions & { readonly maxBytes: number }): Store => {
  const shelf = createMemoryShelf({ maxBytes });
  const packer: Packer = { pack: async (closed) => archive.pack(closed) };
  const journal = createMemoryJournal({ packer, clock, log });
  const archive = createArchive({ shelf, clock, log, limits, unpacked: journal });
  return {
    journal,
    archive,
    shelf,
    setSync: () => undefined,
    close: () => closeStore(journal, archive),
  };
};

/** What came is on disk before the archive, which the log is packed into, ends. */
const closeStore = async (journal: Journal, archive: StoredArchive): Promise<void> => {
  await journal.close();
  await archive.close();
};
