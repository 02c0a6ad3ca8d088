import { type OnDamage } from "../group/read-groups.ts";
import { type Shelf } from "./shelf.ts";

/**
 * A shelf for those who answer questions: a file or folder that the system does not let us read is damage,
 * and as if it were not there, so that it does not cost the answer about all others. Not for those who
 * write or remove something because of what they read.
 */
export const createServingShelf = (shelf: Shelf, onDamage: OnDamage): Shelf => {
  const orElse = async <T, E>(path: string, otherwise: E, read: () => Promise<T>) => {
    try {
      return await read();
    } catch (error) {
      const { syscall, code } = error as NodeJS.ErrnoException;
      if (syscall === undefined || code === undefined || passing.has(code)) throw error;
      onDamage(path, `it cannot be read (${code})`);
      return otherwise;
    }
  };
  return {
    ...shelf,
    read: (path, offset, length) => orElse(path, undefined, () => shelf.read(path, offset, length)),
    use: (path, work) => orElse(path, undefined, () => shelf.use(path, work)),
    size: (path) => orElse(path, undefined, () => shelf.size(path)),
    list: (folder) => orElse<string[], string[]>(folder, [], () => shelf.list(folder)),
  };
};

/** These tell of the hub and not of the file. */
const passing: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM"]);
