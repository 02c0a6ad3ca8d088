import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from "node:fs";

/** Results of a read that are no length: the process is gone; reading is not allowed; anything else. */
export const GONE = -1;
export const DENIED = -2;
export const FAILED = -3;

const FIRST_BUFFER = 64 * 1024;
const LARGEST_BUFFER = 16 * 1024 * 1024;

/** How many descriptors may be kept open for one purpose, and how often that bound was met. */
export class DescriptorPool {
  readonly max: number;
  kept = 0;
  refused = 0;

  constructor(max: number) {
    this.max = max;
  }
}

/**
 * One file of /proc that is read again and again. Its descriptor may be kept open: a read at offset 0
 * makes the kernel print it anew, and a descriptor never shows another process that got the same pid.
 */
export class ProcFile {
  readonly #folder: string;
  readonly #name: string;
  fd = -1;
  pool: DescriptorPool | null = null;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  /** Put together when it is needed: five kept ones a process would be 8 MB for 20,000 processes. */
  get path(): string {
    return `${this.#folder}/${this.#name}`;
  }
}

/**
 * The I/O on /proc. All reads go into one shared `buffer`, valid until the next read. Results are
 * lengths, or one of the negative codes above: what happens to processes is no exception.
 *
 * A kept descriptor saves opening and closing, 30 % of the cost, and holds 4.7 KB in the kernel (the
 * page of a seq_file), so pools bound their number.
 */
export class ProcReader {
  readonly root: string;
  buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER);

  constructor(root: string) {
    this.root = root;
  }

  /** At most `bytes` from the start of a file. With a pool that has room, its descriptor stays open. */
  read(file: ProcFile, bytes: number, pool: DescriptorPool | null): number {
    if (file.fd >= 0) return this.#readKept(file, bytes);
    let fd = -1;
    try {
      fd = openSync(file.path, "r");
      const length = readSync(fd, this.buffer, 0, bytes, 0);
      if (pool !== null && hasRoom(pool)) {
        keep(file, fd, pool);
        fd = -1;
      }
      return length;
    } catch (error) {
      return codeOf(error);
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }

  #readKept(file: ProcFile, bytes: number): number {
    try {
      return readSync(file.fd, this.buffer, 0, bytes, 0);
    } catch (error) {
      this.drop(file);
      return codeOf(error);
    }
  }

  /** The size of a file or folder, or a code. With a pool that has room, a descriptor stays open. */
  readSize(file: ProcFile, pool: DescriptorPool | null): number {
    try {
      if (file.fd >= 0) return fstatSync(file.fd).size;
      if (pool !== null && hasRoom(pool)) keep(file, openSync(file.path, "r"), pool);
      return statSync(file.path).size;
    } catch (error) {
      this.drop(file);
      return codeOf(error);
    }
  }

  /** The whole of a file, however long: the buffer grows up to 16 MB, where it is cut. */
  readWhole(path: string): number {
    let fd = -1;
    let length = 0;
    try {
      fd = openSync(path, "r");
      // A seq_file gives about a page at a time: only an empty read is its end.
      for (;;) {
        if (length === this.buffer.length && !this.#grow()) return length;
        const more = readSync(fd, this.buffer, length, this.buffer.length - length, null);
        if (more === 0) return length;
        length += more;
      }
    } catch (error) {
      return codeOf(error);
    } finally {
      if (fd >= 0) closeSync(fd);
    }
  }

  /** The whole of a file as text, or null where it cannot be read. */
  readText(path: string): string | null {
    const length = this.readWhole(path);
    return length < 0 ? null : this.buffer.toString("utf8", 0, length);
  }

  /** Closes a kept descriptor. */
  drop(file: ProcFile): void {
    if (file.fd < 0) return;
    closeSync(file.fd);
    file.fd = -1;
    if (file.pool !== null) file.pool.kept--;
    file.pool = null;
  }

  /** Where a link points, as the kernel gives it, or the code of what went wrong. */
  readLink(path: string): string | number {
    try {
      return readlinkSync(path);
    } catch (error) {
      return codeOf(error);
    }
  }

  /** Names in a folder, or the code of what went wrong. */
  list(path: string): string[] | number {
    try {
      return readdirSync(path);
    } catch (error) {
      return codeOf(error);
    }
  }

  /** The effective uid of a process: the owner of its folder. NaN where the process is gone. */
  readOwner(folder: string): number {
    try {
      return statSync(folder, { throwIfNoEntry: false })?.uid ?? Number.NaN;
    } catch {
      return Number.NaN;
    }
  }

  #grow(): boolean {
    if (this.buffer.length >= LARGEST_BUFFER) return false;
    const grown = Buffer.allocUnsafeSlow(this.buffer.length * 2);
    this.buffer.copy(grown);
    this.buffer = grown;
    return true;
  }
}

const hasRoom = (pool: DescriptorPool): boolean => {
  if (pool.kept < pool.max) return true;
  pool.refused++;
  return false;
};

const keep = (file: ProcFile, fd: number, pool: DescriptorPool): void => {
  file.fd = fd;
  file.pool = pool;
  pool.kept++;
};

const codeOf = (error: unknown): number => {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ESRCH":
    case "ENOTDIR":
      return GONE;
    case "EACCES":
    case "EPERM":
      return DENIED;
    default:
      return FAILED;
  }
};
