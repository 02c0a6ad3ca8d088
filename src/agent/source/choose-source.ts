import { readFileSync } from "node:fs";
import { type Clock } from "../../protocol/effects.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type Source } from "./source.ts";

/**
 * The source for this machine: our own reader where a /proc of Linux can be read, systeminformation
 * elsewhere. A forced choice is kept or refused with PROCMON_SOURCE_UNAVAILABLE, never swapped.
 */
export const chooseSource = async (options: {
  wanted?: HostFacts["source"] | undefined;
  procRoot?: string | undefined;
  clock: Clock;
}): Promise<Source> => {
  const { wanted, procRoot = "/proc", clock } = options;
  const problem = wanted === "portable" ? undefined : procfsProblem(procRoot);
  if (wanted === "procfs" && problem !== undefined)
    throw new ProcmonError(
      "PROCMON_SOURCE_UNAVAILABLE",
      `--source procfs needs the /proc of Linux, ${problem}`,
    );
  if (wanted !== "portable" && problem === undefined) {
    const { createProcfsSource } = await import("./procfs-source.ts");
    return createProcfsSource({ procRoot, clock });
  }
  const { createPortableSource } = await import("./portable-source.ts");
  return createPortableSource({ clock });
};

/** Why the tree under `procRoot` is none to sample from; undefined where it is. */
const procfsProblem = (procRoot: string): string | undefined => {
  const path = `${procRoot}/self/stat`;
  try {
    // Other systems have a /proc too (FreeBSD, Solaris): only on Linux does stat begin `pid (name) S ppid`.
    return /^\d+ \([^]*\) [A-Za-z] \d+ /.test(readFileSync(path, "latin1"))
      ? undefined
      : `and ${path} does not read as one`;
  } catch (error) {
    return `and ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`;
  }
};
