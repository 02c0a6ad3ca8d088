import { readFileSync } from "node:fs";
import process from "node:process";
import { type LockHolder } from "../hub/documents/folder-lock.ts";

/**
 * Boot and start time of a process, where procfs tells them: field 22 of /proc/PID/stat (proc_pid_stat(5)),
 * counted behind the name, which may hold blanks and parentheses. A process in state Z or X has ended, though
 * its parent may never ask for its end, and holds nothing any more.
 */
const birthOf = (pid: number): string | undefined => {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return /^[ZX]$/.test(fields[0] ?? "") ? undefined : `${boot} ${fields[19] ?? ""}`;
  } catch {
    return isAlive(pid) ? "" : undefined;
  }
};

/** Signal 0 asks whether a process is there; one that we may not signal is there too. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

export const thisProcess: LockHolder = { pid: process.pid, birthOf };
