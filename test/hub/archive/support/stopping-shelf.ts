import { type Shelf } from "../../../../src/hub/archive/shelf/shelf.ts";

/** A hub that ends, as by kill -9, once it has changed files so many times: nothing works from then on. */
export interface StoppingShelf extends Shelf {
  /** Changes that were made. */
  readonly changes: number;
}

/** `half`: of the append at which it ends, the first half of the bytes is written. */
export const createStoppingShelf = (
  shelf: Shelf,
  { after, half = false }: { after: number; half?: boolean },
): StoppingShelf => {
  let changes = 0;
  const stopped = (): Error => new Error("the hub was killed");
  const check = (): void => {
    if (changes >= after) throw stopped();
  };
  const change = <T>(work: () => Promise<T>): Promise<T> => {
    check();
    changes++;
    return work();
  };
  const reads = async <T>(work: () => Promise<T>): Promise<T> => {
    if (changes > after) throw stopped();
    return work();
  };
  return {
    get changes() {
      return changes;
    },
    put: async (path, chunks) => change(() => shelf.put(path, chunks)),
    append: async (path, bytes) => {
      if (changes === after && half) {
        changes++;
        await shelf.append(path, bytes.subarray(0, bytes.length >> 1));
        throw stopped();
      }
      return change(() => shelf.append(path, bytes));
    },
    sync: async (path) => change(() => shelf.sync(path)),
    truncate: async (path, size) => change(() => shelf.truncate(path, size)),
    remove: async (path) => change(() => shelf.remove(path)),
    removeFolder: async (folder) => change(() => shelf.removeFolder(folder)),
    removeEmptyFolder: async (folder) => change(() => shelf.removeEmptyFolder(folder)),
    read: (path, offset, length) => reads(() => shelf.read(path, offset, length)),
    use: (path, work) => reads(() => shelf.use(path, work)),
    size: (path) => reads(() => shelf.size(path)),
    list: (folder) => reads(() => shelf.list(folder)),
  };
};
