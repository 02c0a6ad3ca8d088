import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** CPU milliseconds that a process and its living descendants have used since their start. */
export const readCpuMs = (processCpu: string, pid: number): number =>
  familyOf(pid).reduce((sum, member) => sum + readOwnCpuMs(processCpu, member), 0);

const readOwnCpuMs = (processCpu: string, pid: number): number =>
  Number(execFileSync(processCpu, [String(pid)], { encoding: "utf8" })) / 1e6;

export interface Memory {
  readonly rssMb: number;
  readonly privateDirtyMb: number;
}

/** Memory of a process and its living descendants. Pages that they share count once for each. */
export const readMemory = (pid: number): Memory => {
  let rss = 0;
  let privateDirty = 0;
  for (const member of familyOf(pid)) {
    const rollup = readFileSync(`/proc/${member}/smaps_rollup`, "utf8");
    rss += kibibytes(rollup, "Rss");
    privateDirty += kibibytes(rollup, "Private_Dirty");
  }
  return { rssMb: rss / 1024, privateDirtyMb: privateDirty / 1024 };
};

const kibibytes = (rollup: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? Number.NaN);

/** A process and its descendants, by the children of their threads (CONFIG_PROC_CHILDREN). */
const familyOf = (pid: number): number[] => {
  const family = [pid];
  for (const member of family) {
    for (const thread of readdirSync(`/proc/${member}/task`)) {
      const children = readFileSync(`/proc/${member}/task/${thread}/children`, "utf8").trim();
      if (children !== "") family.push(...children.split(" ").map(Number));
    }
  }
  return family;
};
