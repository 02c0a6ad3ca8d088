import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../compile.ts";
import { createPopulation } from "../population.ts";

/** A server that answers its neighbour, keeps some memory and lets it go again. */
const server = `
const http = require("node:http");
const kept = [];
const own = http.createServer((q, a) => a.end("x".repeat(2000))).listen(0, "127.0.0.1", () => {
  const agent = new http.Agent({ keepAlive: true });
  setInterval(() => http.get({ port: own.address().port, host: "127.0.0.1", agent }, (a) => a.resume()), 40);
  setInterval(() => { kept.push(Buffer.alloc(200_000, 1)); if (kept.length > 60) kept.length = 0; }, 1300);
});
`;
/** Works for a moment, writes a file, rests. */
const writer = `
const { writeFileSync } = require("node:fs");
setInterval(() => {
  const end = Date.now() + 20;
  while (Date.now() < end) Math.sqrt(end);
  writeFileSync(process.argv[1], Buffer.alloc(65_536, 7));
}, 1000);
`;
/** Short-lived processes without an end, as a build or a cron job brings them. */
const churn = (pauseSeconds: number): string =>
  `cd "$1"; while :; do ls -lR /usr/share/doc | sort | gzip -1 > list.$$.gz; find /usr/lib -name '*.so' > found.$$; wc -l found.$$ > /dev/null; sleep ${pauseSeconds}; done`;

export interface Workload {
  close(): Promise<void>;
}

/**
 * About 180 processes of which 35 are busy and several a second are new: idle services, servers, writers,
 * loops of short-lived commands. All end with `close`, with this program, or after `seconds`.
 */
export const startWorkload = async (seconds: number): Promise<Workload> => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-workload-"));
  const programs = compile();
  const population = await createPopulation(programs.path?.population, {
    sleepers: 130,
    busy: 12,
    burnUs: 4000,
    periodUs: 250_000,
    wakeMs: 0,
    churn: 0,
    seconds,
  });
  const children: ChildProcess[] = [];
  const start = (command: string, ...args: string[]): void => {
    children.push(
      spawn("timeout", [String(seconds), command, ...args], { stdio: "ignore", detached: true }),
    );
  };
  for (let i = 0; i < 8; i++) start(process.execPath, "-e", server);
  for (let i = 0; i < 10; i++) start(process.execPath, "-e", writer, join(folder, `written-${i}`));
  for (const pause of [1.3, 2.1, 3.7]) start("bash", "-c", churn(pause), "churn", folder);
  return {
    close: async () => {
      // `timeout` leads a process group: the minus ends all of it.
      for (const { pid } of children) if (pid !== undefined) process.kill(-pid, "SIGKILL");
      await population.close();
      programs.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
