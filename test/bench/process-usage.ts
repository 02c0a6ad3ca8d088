import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU milliseconds that a process and its living descendants have used since their start. Exact with
 * process-cpu.c; without it in the kernel's ticks of 10 ms.
 */
export const readCpuMs = (processCpu: string | undefined, pid: number): number =>
  familyOf(pid).reduce(
    (sum, member) =>
      sum + (processCpu === undefined ? readTicksMs(member) : readExactMs(processCpu, member)),
    0,
  );

const readExactMs = (processCpu: string, pid: number): number =>
  Number(execFileSync(processCpu, [String(pid)], { encoding: "utf8" })) / 1e6;

/** Fields 14 and 15 of /proc/PID/stat: utime and stime. */
const readTicksMs = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

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
