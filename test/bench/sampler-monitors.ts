import { setTimeout as sleep } from "node:timers/promises";
import { missingBins } from "./bins.ts";
import { createHubAndAgent } from "./hub-and-agent.ts";
import { findMonitors } from "./monitors.ts";
import { readCpuMs, readMemory } from "./process-usage.ts";
import { createEmptyHome, createPtyProgram } from "./pty-program.ts";
import { type Measured } from "./report.ts";
import { median, medianRatio } from "./statistics.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";

const AGENT = "procmon-agent";
const WINDOW_SECONDS = 5;
/** Of ours by theirs. */
const goals: Readonly<Record<string, Goal>> = {
  top: { atMost: 1 },
  htop: { atMost: 0.33 },
  glances: { atMost: 0.125 },
};

export interface MonitorOptions {
  readonly processCpu: string | undefined;
  readonly windows: number;
  readonly warmUpSeconds: number;
}

/**
 * The whole agent, streaming to a hub, beside full-screen monitors. All run at the same time at one
 * second, and are read over the same windows; together they leave most of a core idle.
 */
export const measureMonitors = async ({
  processCpu,
  windows,
  warmUpSeconds,
}: MonitorOptions): Promise<Measured> => {
  const missing = missingBins("agent", "hub");
  if (missing !== undefined) return { table: undefined, notes: [`procmon-agent: ${missing}`] };
  const { installed, missing: notes } = findMonitors(["top", "htop", "btop", "glances"]);
  const pair = await createHubAndAgent("1s");
  const home = createEmptyHome();
  const ptys = installed.map(({ command }) =>
    createPtyProgram(command, { columns: 160, rows: 50 }, home.path),
  );
  const pids = new Map([
    [AGENT, pair.agentPid],
    ...installed.map(({ name, version }, i) => [`${name} ${version}`, ptys[i]?.pid ?? 0] as const),
  ]);
  try {
    await sleep(warmUpSeconds * 1000);
    const used = await readWindows(processCpu, pids, windows);
    const ours = used.get(AGENT) ?? [];
    const rows = [...pids].map(([name, pid]) => {
      const theirs = used.get(name) ?? [];
      const ratio = medianRatio(ours, theirs);
      const goal = goals[name.split(" ")[0] ?? ""];
      return [
        name,
        figure(median(theirs)),
        figure(ratio),
        goalText(goal, "x"),
        verdict(ratio, goal),
        figure(readMemory(pid).rssMb),
      ];
    });
    return {
      table: {
        title: `Whole monitors, 1 s interval, median of ${windows} windows of ${WINDOW_SECONDS} s after ${warmUpSeconds} s`,
        columns: ["monitor", "CPU ms per sample", "agent / it", "goal", "", "RSS MB"],
        rows,
      },
      notes,
    };
  } finally {
    await Promise.all(ptys.map((pty) => pty.close()));
    await pair.close();
    home.close();
  }
};

const readWindows = async (
  processCpu: string | undefined,
  pids: ReadonlyMap<string, number>,
  windows: number,
): Promise<Map<string, number[]>> => {
  const used = new Map([...pids.keys()].map((name) => [name, [] as number[]]));
  const read = () => new Map([...pids].map(([name, pid]) => [name, readCpuMs(processCpu, pid)]));
  let before = read();
  for (let window = 0; window < windows; window++) {
    await sleep(WINDOW_SECONDS * 1000);
    const after = read();
    for (const [name, ms] of after)
      used.get(name)?.push((ms - (before.get(name) ?? Number.NaN)) / WINDOW_SECONDS);
    before = after;
  }
  return used;
};
