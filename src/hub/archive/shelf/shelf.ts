/** At most `length` bytes from `offset` on; fewer at the end of the file. */
export type ReadPart = (offset: number, length: number) => Promise<Buffer>;

/**
 * Where the files of the archive stand: a folder, or memory. Paths are relative, with `/` between names.
 * One writer a path at a time; readers at any time.
 */
export interface Shelf {
  /** The whole file, new or in place of the old one, at once and for good: after a crash it is the one or the other. */
  put(path: string, chunks: readonly Buffer[]): Promise<void>;
  /** Behind what is there; not yet safe from a power cut. Returns the size of the file afterwards. */
  append(path: string, bytes: Buffer): Promise<number>;
  /** What was appended to a file is safe once this resolves. */
  sync(path: string): Promise<void>;
  /** Cuts a file off. */
  truncate(path: string, size: number): Promise<void>;
  /** At most `length` bytes; fewer at the end of the file; undefined where there is no such file. */
  read(path: string, offset: number, length: number): Promise<Buffer | undefined>;
  /** Several reads of one file, opened once; undefined where there is no such file. */
  use<T>(path: string, work: (read: ReadPart) => Promise<T>): Promise<T | undefined>;
  /** Bytes of a file, or undefined where there is none. */
  size(path: string): Promise<number | undefined>;
  /** Names in a folder ("" is the topmost), in order; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Nothing happens where there is no such file. */
  remove(path: string): Promise<void>;
  /** A folder and all that is in it. Nothing happens where there is no such folder. */
  removeFolder(folder: string): Promise<void>;
  /** A folder in which nothing is left, be it unfinished; another stays. */
  removeEmptyFolder(folder: string): Promise<void>;
}
