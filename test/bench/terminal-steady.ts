import { setTimeout as sleep } from "node:timers/promises";
import { takeCensus } from "./byte-census.ts";
import { type Monitor } from "./monitors.ts";
import { readCpuMs } from "./process-usage.ts";
import { createPtyProgram, type Size } from "./pty-program.ts";
import { median } from "./statistics.ts";
import { figure, type Table } from "./table.ts";

export interface SteadyOptions {
  readonly monitors: readonly Monitor[];
  readonly size: Size;
  readonly home: string;
  readonly processCpu: string | undefined;
  readonly windows: number;
  readonly warmUpSeconds: number;
}

/** Per second, one value per window. */
export interface Steady {
  readonly bytes: number[];
  readonly cpuMs: number[];
  readonly clears: number[];
  readonly synchronized: number[];
}

const WINDOW_SECONDS = 5;

/**
 * All monitors at the same time, showing the same processes at one refresh a second, read over the
 * same windows. Nobody presses a key.
 */
export const runSteady = async (options: SteadyOptions): Promise<Map<string, Steady>> => {
  const { monitors, size, home, processCpu, windows, warmUpSeconds } = options;
  const runs = monitors.map(({ name, command }) => {
    const program = createPtyProgram(command, size, home);
    const run = { name, program, pieces: [] as Buffer[], cpuMs: Number.NaN };
    program.onOutput((bytes) => run.pieces.push(bytes));
    return run;
  });
  const results = new Map<string, Steady>(
    monitors.map(({ name }) => [name, { bytes: [], cpuMs: [], clears: [], synchronized: [] }]),
  );
  try {
    for (let window = -1; window < windows; window++) {
      await sleep((window < 0 ? warmUpSeconds : WINDOW_SECONDS) * 1000);
      for (const run of runs) {
        const cpuMs = readCpuMs(processCpu, run.program.pid);
        const census = takeCensus(run.pieces);
        const result = results.get(run.name);
        if (window >= 0 && result !== undefined) {
          result.cpuMs.push((cpuMs - run.cpuMs) / WINDOW_SECONDS);
          result.bytes.push(census.bytes / WINDOW_SECONDS);
          result.clears.push(census.clears / WINDOW_SECONDS);
          result.synchronized.push(census.synchronized / WINDOW_SECONDS);
        }
        run.cpuMs = cpuMs;
        run.pieces = [];
      }
    }
    return results;
  } finally {
    await Promise.all(runs.map(({ program }) => program.close()));
  }
};

export const steadyTable = (
  { monitors, size, windows, warmUpSeconds }: SteadyOptions,
  steady: ReadonlyMap<string, Steady>,
): Table => ({
  title: `Refreshing once a second at ${size.columns}x${size.rows}, median of ${windows} windows of ${WINDOW_SECONDS} s after ${warmUpSeconds} s`,
  columns: ["monitor", "bytes/refresh", "CPU ms/s", "clears/refresh", "synchronized/refresh"],
  rows: monitors.map(({ name, version }) => {
    const own = steady.get(name);
    return [
      `${name} ${version}`,
      figure(median(own?.bytes ?? [])),
      figure(median(own?.cpuMs ?? [])),
      figure(median(own?.clears ?? [])),
      figure(median(own?.synchronized ?? [])),
    ];
  }),
});
