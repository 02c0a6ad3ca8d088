import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "./statistics.ts";

/** One answer of a measured program; see worker.h. */
interface Answer {
  readonly cpuNs: number;
  readonly wallNs: number;
  readonly count: number;
}

export interface Worker {
  /** CPU milliseconds of one sample, less what asking for it costs. */
  measure(): Promise<number>;
  /** Samples without keeping figures: until code is compiled and caches are filled. */
  warmUp(samples: number, gapMs: number): Promise<void>;
  /** What the last sample counted: processes. */
  readonly count: number;
  close(): Promise<void>;
}

/** Starts a program that speaks the protocol of worker.h. */
export const createWorker = async (
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Worker> => {
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], env });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let startError: Error | undefined;
  child.once("error", (error) => {
    startError = error;
  });
  child.stdin.on("error", () => {});

  const ask = async (what: "sample" | "noop"): Promise<Answer> => {
    child.stdin.write(`${what}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`${command.join(" ")} ended`, { cause: startError });
    const [cpuNs = Number.NaN, wallNs = Number.NaN, count = Number.NaN] = value
      .split(" ")
      .map(Number);
    return { cpuNs, wallNs, count };
  };

  let last = (await ask("noop")).cpuNs;
  const noops: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { cpuNs } = await ask("noop");
    noops.push(cpuNs - last);
    last = cpuNs;
  }
  const noop = median(noops);
  let count = 0;

  return {
    async measure() {
      const answer = await ask("sample");
      const used = answer.cpuNs - last - noop;
      last = answer.cpuNs;
      count = answer.count;
      return used / 1e6;
    },
    async warmUp(samples, gapMs) {
      for (let i = 0; i < samples; i++) {
        last = (await ask("sample")).cpuNs;
        await sleep(gapMs);
      }
    },
    get count() {
      return count;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
};
