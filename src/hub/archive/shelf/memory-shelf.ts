import { type Shelf } from "./shelf.ts";

export interface MemoryShelf extends Shelf {
  /** Bytes of all files. */
  readonly bytes: number;
  /** Files dropped since `maxBytes` was reached. */
  readonly dropped: number;
}

/** Keeps at most `maxBytes`; beyond it the file that was written to longest ago goes. */
export const createMemoryShelf = ({ maxBytes }: { maxBytes: number }): MemoryShelf => {
  /** In the order of the last write. */
  const files = new Map<string, Buffer>();
  let bytes = 0;
  let dropped = 0;

  const set = (path: string, content: Buffer): void => {
    remove(path);
    files.set(path, content);
    bytes += content.length;
    for (const [oldest] of files) {
      if (bytes <= maxBytes) break;
      remove(oldest);
      dropped++;
    }
  };
  const remove = (path: string): void => {
    bytes -= files.get(path)?.length ?? 0;
    files.delete(path);
  };

  return {
    put: async (path, chunks) => set(path, Buffer.concat(chunks)),
    append: async (path, added) => {
      const content = Buffer.concat([files.get(path) ?? Buffer.alloc(0), added]);
      set(path, content);
      return content.length;
    },
    sync: async () => {},
    truncate: async (path, size) => {
      const content = files.get(path);
      if (content !== undefined) set(path, Buffer.from(content.subarray(0, size)));
    },
    read: async (path, offset, length) => files.get(path)?.subarray(offset, offset + length),
    use: async (path, work) => {
      const content = files.get(path);
      return content === undefined
        ? undefined
        : work(async (offset, length) => content.subarray(offset, offset + length));
    },
    size: async (path) => files.get(path)?.length,
    list: async (folder) => {
      const names = new Set<string>();
      const front = folder === "" ? "" : `${folder}/`;
      for (const path of files.keys())
        if (path.startsWith(front)) names.add(path.slice(front.length).split("/", 1)[0] as string);
      return [...names].sort();
    },
    remove: async (path) => remove(path),
    removeFolder: async (folder) => {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) remove(path);
    },
    // Folders are no more than parts of names.
    removeEmptyFolder: async () => {},
    get bytes() {
      return bytes;
    },
    get dropped() {
      return dropped;
    },
  };
};
