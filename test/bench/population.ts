import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface PopulationOptions {
  readonly sleepers: number;
  readonly busy: number;
  /** CPU that a busy process uses, in microseconds ... */
  readonly burnUs: number;
  /** ... in each period of this length. */
  readonly periodUs: number;
  /** Sleepers wake this often and do very little; 0 for never. */
  readonly wakeMs: number;
  /** Sleepers that end and are replaced, per second. */
  readonly churn: number;
  /** All end by themselves after so long. */
  readonly seconds: number;
}

export interface Population {
  close(): Promise<void>;
}

/**
 * Starts the processes to be measured on (population.c) and returns when all of them run. Without
 * the program there are none, and what runs here anyway is measured on.
 */
export const createPopulation = async (
  program: string | undefined,
  options: PopulationOptions,
): Promise<Population> => {
  if (program === undefined) return { close: async () => {} };
  const { seconds, sleepers, busy, burnUs, periodUs, wakeMs, churn } = options;
  const numbers = [seconds, sleepers, busy, burnUs, periodUs, wakeMs, churn];
  const child = spawn(program, numbers.map(String), { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await ready(child);
  return {
    async close() {
      child.stdin?.end();
      await ended;
    },
  };
};

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the population ended before it was ready")));
    child.once("error", reject);
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).once("line", () => resolve());
  });
