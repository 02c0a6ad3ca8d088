import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const pids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** `/proc/PID/stat` from field 3 on (proc(5)); undefined once the process is gone. */
const statOf = (pid: number): string[] | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
};

const stateField = 3;
const parentField = 4;
const sessionField = 6;
const field = (pid: number, number: number): string | undefined => statOf(pid)?.[number - 3];

/** The state letter of a process; undefined once it is gone. */
export const stateOf = (pid: number): string | undefined => field(pid, stateField);

export const childrenOf = (pid: number): number[] =>
  pids().filter((each) => field(each, parentField) === String(pid));

/** What lives of a terminal's session, by the pid of the program that was started on it. */
export const sessionOf = (pid: number): number[] =>
  pids().filter((each) => field(each, sessionField) === String(pid));

/** Whether a process has not ended; a zombie has. */
export const isAlive = (pid: number): boolean => !["Z", "X", undefined].includes(stateOf(pid));

/** TCP and UDP sockets that a process holds, as lines of /proc/net/{tcp,udp}{,6}. */
export const internetSocketsOf = (pid: number): string[] => {
  const held = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.slice(1) ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((protocol) =>
    readFileSync(`/proc/${pid}/net/${protocol}`, "latin1")
      .split("\n")
      .slice(1)
      .filter((line) => held.has(line.trim().split(/\s+/)[9] ?? "")),
  );
};
