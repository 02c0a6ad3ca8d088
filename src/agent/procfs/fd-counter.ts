import { readdirSync, statSync } from "node:fs";
import { type DescriptorPool, type ProcFile, type ProcReader } from "./reader.ts";

/** Attempts to see the same number both ways: other threads may open files in between. */
const PROBES = 3;

/**
 * Counts the open files of a process. Since Linux 6.2 the size of /proc/PID/fd is their number: 4 us
 * for 16,000 files where a listing takes 16 ms, and readable for processes of others. Whether this
 * kernel does so is found out by comparing both for the agent itself.
 */
export class FdCounter {
  readonly #reader: ProcReader;
  readonly #bySize: boolean;

  constructor(reader: ProcReader) {
    this.#reader = reader;
    this.#bySize = isSizeTheCount(`${reader.root}/self/fd`);
  }

  /** The number, or a code. */
  count(fds: ProcFile, pool: DescriptorPool | null): number {
    if (this.#bySize) return this.#reader.readSize(fds, pool);
    const names = this.#reader.list(fds.path);
    return typeof names === "number" ? names : names.length;
  }
}

const isSizeTheCount = (path: string): boolean => {
  try {
    for (let i = 0; i < PROBES; i++) {
      // The listing itself holds one more file open.
      if (statSync(path).size === readdirSync(path).length - 1) return true;
    }
  } catch {
    // No such folder: a tree that is not the kernel's.
  }
  return false;
};
