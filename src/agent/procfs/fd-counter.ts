import { readdirSync, statSync } from "node:fs";

/** Attempts to see the same number both ways: other threads may open files in between. */
const PROBES = 3;

/**
 * Counts the open files of a process. Since Linux 6.2 the size of /proc/PID/fd is their number: 4 us
 * for 16,000 files where a listing takes 16 ms, and readable for processes of others. Whether this
 * kernel does so is found out by comparing both for the agent itself.
 */
export class FdCounter {
  readonly #bySize: boolean;

  constructor(root: string) {
    this.#bySize = isSizeTheCount(`${root}/self/fd`);
  }

  /** NaN where it cannot be read. */
  count(folder: string): number {
    const path = `${folder}/fd`;
    try {
      if (this.#bySize) return statSync(path, { throwIfNoEntry: false })?.size ?? Number.NaN;
      return readdirSync(path).length;
    } catch {
      return Number.NaN;
    }
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
