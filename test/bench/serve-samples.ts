import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** The Node side of the protocol in worker.h: answers each line on standard input. */
export const serveSamples = async (
  sample: () => Promise<number>,
  countsChildren = false,
): Promise<void> => {
  for await (const line of createInterface({ input: process.stdin })) {
    const start = process.hrtime.bigint();
    const count = line === "sample" ? await sample() : 0;
    const wallNs = process.hrtime.bigint() - start;
    const { user, system } = process.cpuUsage();
    const cpuNs = (user + system) * 1000 + (countsChildren ? childrenNs() : 0);
    process.stdout.write(`${cpuNs} ${wallNs} ${count}\n`);
  }
};

/** CPU of waited-for children: fields 16 and 17 (cutime, cstime) of /proc/self/stat, in ticks of 10 ms. */
const childrenNs = (): number => {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 1e7;
};
