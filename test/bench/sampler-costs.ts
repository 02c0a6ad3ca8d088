import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Programs } from "./compile.ts";
import { type Contender, interleave } from "./interleave.ts";
import { versionOf } from "./monitors.ts";
import { type Measured } from "./report.ts";
import { median, medianRatio } from "./statistics.ts";
import { figure, type Table } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";
import { createWorker, type Worker } from "./worker.ts";

interface Approach {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly every?: number;
  readonly warmUp: number;
  readonly goal?: { readonly of: string; readonly against: string; readonly bar: Goal };
}

export interface CostOptions {
  readonly programs: Programs;
  readonly processes: number;
  readonly rounds: number;
  /** Everything active: only what reads all files each time is a fair comparison. */
  readonly everythingActive: boolean;
}

const OURS = "procmon, full sample";
const FLOOR = "C: open, read, close stat";
const ALL = "C: all files of a full sample";
/** systeminformation starts a child per process and sample: 12 s of CPU at 10,000. */
const SYSTEMINFORMATION_LIMIT = 2000;

/** CPU of one sample, approach beside approach in one interleaved run. */
export const measureCosts = async (options: CostOptions): Promise<Measured> => {
  const { approaches: wanted, notes } = chooseApproaches(options);
  const workers = new Map<string, Worker>();
  try {
    for (const { name, command, warmUp } of wanted) {
      try {
        const worker = await createWorker(command);
        workers.set(name, worker);
        await worker.warmUp(warmUp);
      } catch (error) {
        workers.delete(name);
        notes.push(`${name}: ${String(error)}`);
      }
    }
    const approaches = wanted.filter(({ name }) => workers.has(name));
    if (approaches.length === 0) return { table: undefined, notes };
    const contenders = approaches.map(
      ({ name, every = 1 }): Contender => ({
        name,
        every,
        measure: () => (workers.get(name) as Worker).measure(),
      }),
    );
    await interleave(contenders, 5, 1000);
    const results = await interleave(contenders, options.rounds, 1000);
    const count = [...workers.values()].at(0)?.count ?? Number.NaN;
    return { table: costTable(options, approaches, results, count), notes };
  } finally {
    for (const worker of workers.values()) await worker.close();
  }
};

const costTable = (
  { programs, everythingActive, rounds }: CostOptions,
  approaches: readonly Approach[],
  results: ReadonlyMap<string, readonly number[]>,
  count: number,
): Table => {
  const of = (name: string): readonly number[] => results.get(name) ?? [];
  return {
    title:
      `Full sample of ${count} processes, ` +
      `${programs.path === undefined ? "" : everythingActive ? "all active, " : "20 busy, "}` +
      `median of ${rounds} interleaved rounds`,
    columns: ["approach", "CPU ms", "x floor", "x procmon", "us/process", "goal", ""],
    rows: approaches.map(({ name, goal }) => {
      const ms = median(of(name));
      const against = goal === undefined ? Number.NaN : medianRatio(of(goal.of), of(goal.against));
      return [
        name,
        figure(ms),
        figure(medianRatio(of(name), of(FLOOR))),
        figure(medianRatio(of(name), of(OURS))),
        figure((ms * 1000) / count),
        goal === undefined
          ? ""
          : `${goalText(goal.bar, "x")} ${goal.against === OURS ? "procmon" : goal.against === FLOOR ? "floor" : "all files"}`,
        verdict(against, goal?.bar),
      ];
    }),
  };
};

const chooseApproaches = ({
  programs,
  processes,
  everythingActive,
}: CostOptions): { approaches: Approach[]; notes: string[] } => {
  const notes: string[] = [];
  const approaches: Approach[] = [];
  if (programs.path === undefined) notes.push(`${FLOOR}; ${ALL}; ps: ${programs.missing}`);
  else
    approaches.push(
      { name: FLOOR, command: [programs.path.floor], warmUp: 5 },
      { name: ALL, command: [programs.path["all-files"]], warmUp: 5 },
    );
  approaches.push({
    name: OURS,
    command: [process.execPath, ...agentNodeFlags(), join(import.meta.dirname, "procfs-worker.ts")],
    // Until V8 has compiled what runs each time; the rounds before the measured ones do the rest.
    warmUp: 60,
    goal: everythingActive
      ? { of: OURS, against: ALL, bar: { atMost: 0.65 } }
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
