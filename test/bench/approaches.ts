import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Programs } from "./compile.ts";
import { versionOf } from "./monitors.ts";
import { type Goal } from "./verdict.ts";

export interface CostOptions {
  readonly programs: Programs;
  readonly processes: number;
  readonly rounds: number;
  /** Everything active: only what reads all files each time is a fair comparison. */
  readonly everythingActive: boolean;
  /** Where our sampler's CPU profile goes, if anywhere. Profiling makes it dearer. */
  readonly profileFolder: string | undefined;
}

/** A program that speaks the protocol of worker.h, and the bar that it sets or has to meet. */
export interface Approach {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly every?: number;
  readonly warmUp: number;
  readonly goal?: { readonly of: string; readonly against: string; readonly bar: Goal };
}

export const OURS = "procmon, full sample";
export const FLOOR = "C: open, read, close stat";
export const ALL_FILES = "C: all files of a full sample";
/** What goals are stated against. */
export const shortNames: Readonly<Record<string, string>> = {
  [OURS]: "procmon",
  [FLOOR]: "floor",
  [ALL_FILES]: "all files",
};
/** systeminformation starts a child per process and sample: 12 s of CPU at 10,000. */
const SYSTEMINFORMATION_LIMIT = 2000;

/** Every way to sample that is available here, and why the others are not. */
export const chooseApproaches = ({
  programs,
  processes,
  everythingActive,
  profileFolder,
}: CostOptions): { approaches: Approach[]; notes: string[] } => {
  const notes: string[] = [];
  const approaches: Approach[] = [];
  if (programs.path === undefined) notes.push(`${FLOOR}; ${ALL_FILES}; ps: ${programs.missing}`);
  else
    approaches.push(
      { name: FLOOR, command: [programs.path.floor], warmUp: 5 },
      { name: ALL_FILES, command: [programs.path["all-files"]], warmUp: 5 },
    );
  approaches.push({
    name: OURS,
    command: [
      process.execPath,
      ...agentNodeFlags(),
      ...(profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`]),
      join(import.meta.dirname, "procfs-worker.ts"),
    ],
    // Until V8 has compiled what runs each time; the rounds before the measured ones do the rest.
    warmUp: 60,
    goal: everythingActive
      ? { of: OURS, against: ALL_FILES, bar: { atMost: 0.65 } }
      : { of: OURS, against: FLOOR, bar: { atMost: 1 } },
  });
  if (everythingActive) return { approaches, notes };

  const ps = versionOf("ps", "--version");
  if (ps === undefined) notes.push("ps: not installed");
  else if (programs.path !== undefined)
    approaches.push({
      name: `ps ${ps}`,
      command: [
        programs.path["run-command"],
        "ps",
        "-axo",
        "pid,ppid,user,stat,nlwp,ni,rss,vsz,pcpu,lstart,args",
      ],
      warmUp: 2,
      goal: { of: `ps ${ps}`, against: OURS, bar: { atLeast: 6 } },
    });

  const psutil = findPsutil();
  if (psutil === undefined) notes.push("psutil: no python3 here can import it");
  else {
    const name = `psutil ${psutil.version}`;
    approaches.push({
      name,
      command: [psutil.python, join(import.meta.dirname, "psutil-worker.py")],
      warmUp: 2,
      goal: { of: name, against: OURS, bar: { atLeast: 20 } },
    });
  }

  if (processes > SYSTEMINFORMATION_LIMIT)
    notes.push(
      `systeminformation: not run above ${SYSTEMINFORMATION_LIMIT} processes, a child per process and sample`,
    );
  else
    approaches.push({
      name: "systeminformation processes()",
      command: [process.execPath, join(import.meta.dirname, "systeminformation-worker.ts")],
      every: 5,
      warmUp: 1,
      goal: { of: "systeminformation processes()", against: OURS, bar: { atLeast: 150 } },
    });
  return { approaches, notes };
};

/** The flags in the first line of the agent, which its users get too. */
const agentNodeFlags = (): string[] => {
  const agent = readFileSync(
    join(import.meta.dirname, "..", "..", "src", "cli", "agent.ts"),
    "utf8",
  );
  return /^#!.* node (.*)$/m.exec(agent)?.[1]?.split(" ") ?? [];
};

const findPsutil = (): { python: string; version: string } | undefined => {
  for (const python of ["python3", "/usr/bin/python3"]) {
    try {
      const version = execFileSync(python, ["-c", "import psutil; print(psutil.__version__)"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return { python, version: version.trim() };
    } catch {
      continue;
    }
  }
  return undefined;
};
