import process from "node:process";
import { type LockHolder } from "../hub/documents/folder-lock.ts";

/** Signal 0 asks whether a process is there; one that we may not signal is there too. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

export const thisProcess: LockHolder = { pid: process.pid, isAlive };
