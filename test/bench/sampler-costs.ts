import {
  type Approach,
  type CostOptions,
  chooseApproaches,
  FLOOR,
  OURS,
  shortNames,
} from "./approaches.ts";
import { type Contender, interleave } from "./interleave.ts";
import { type Measured } from "./report.ts";
import { median, medianRatio, p95 } from "./statistics.ts";
import { figure, type Table } from "./table.ts";
import { goalText, verdict } from "./verdict.ts";
import { createWorker, type Worker } from "./worker.ts";

/** Long enough that processes have done something since. */
const WARM_UP_GAP_MS = 250;

/** CPU of one sample, approach beside approach in one interleaved run. */
export const measureCosts = async (options: CostOptions): Promise<Measured> => {
  const { approaches: wanted, notes } = chooseApproaches(options);
  const workers = new Map<string, Worker>();
  try {
    for (const { name, command, warmUp } of wanted) {
      try {
        const worker = await createWorker(command);
        workers.set(name, worker);
        await worker.warmUp(warmUp, WARM_UP_GAP_MS);
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
    columns: ["approach", "CPU ms", "p95", "x floor", "x procmon", "us/process", "goal", ""],
    rows: approaches.map(({ name, goal }) => {
      const ms = median(of(name));
      const against = goal === undefined ? Number.NaN : medianRatio(of(goal.of), of(goal.against));
      return [
        name,
        figure(ms),
        figure(p95(of(name))),
        figure(medianRatio(of(name), of(FLOOR))),
        figure(medianRatio(of(name), of(OURS))),
        figure((ms * 1000) / count),
        goal === undefined ? "" : `${goalText(goal.bar, "x")} ${shortNames[goal.against]}`,
        verdict(against, goal?.bar),
      ];
    }),
  };
};
