import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostsAnswer } from "../../src/protocol/api/hosts.ts";
import { processesAnswer } from "../../src/protocol/api/processes.ts";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { type ProcessRow } from "../../src/protocol/process-row.ts";
import { type RunningHub, startAgent, startHub } from "../support/built-programs.ts";
import { createLiveWatch, type LiveWatch } from "../support/live-watch.ts";
import { type Program, startProgram } from "../support/program.ts";
import { isAlive } from "../support/system-processes.ts";

const programs = join(import.meta.dirname, "../fixtures/programs");
const isLinux = platform() === "linux";
const hasPs = isLinux && spawnSync("ps", ["-e", "-o", "pid="]).status === 0;
const mebi = 1024 * 1024;

describe.skipIf(!isLinux)("what the Linux kernel knows, through agent, hub and REST", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
  // Writes to memory file systems are no writes to storage: /tmp is often one.
  const folder = mkdtempSync(join(process.cwd(), "node_modules", ".procmon-e2e-"));
  let hub: RunningHub;
  let agent: Program;
  let watch: LiveWatch;
  let holder: Program;
  let burner: Program;
  let held: { ports: Record<string, number>; held: number };

  /** What a program says next, after a line to it. */
  const ask = (program: Program, line: string): Promise<string> => {
    const { length } = program.stdout();
    program.send(`${line}\n`);
    return program.until("an answer", (stdout) => /^(.*)\n/.exec(stdout.slice(length))?.[1]);
  };

  beforeAll(async () => {
    holder = startProgram(process.execPath, [join(programs, "holder.ts"), folder]);
    burner = startProgram(process.execPath, [join(programs, "burner.ts")]);
    hub = await startHub(dataDir);
    const line = await holder.until("what it holds", (stdout) => /^(.*)\n/.exec(stdout)?.[1]);
    held = JSON.parse(line) as typeof held;
    agent = startAgent(hub.url, { id: "here", interval: "1s" });
    watch = await createLiveWatch(hub.url, "here");
    await watch.nextSample();
  });

  afterAll(async () => {
    watch?.close();
    await Promise.all([agent, hub, holder, burner].map((program) => program?.close()));
    for (const path of [dataDir, folder]) rmSync(path, { recursive: true, force: true });
  });

  const rows = async (query: string): Promise<ProcessRow[]> => {
    const response = await fetch(`${hub.url}${apiPaths.processes}?limit=1000000&${query}`);
    return processesAnswer.parse(await response.json()).processes as ProcessRow[];
  };
  const row = async ({ pid }: Program): Promise<ProcessRow> =>
    (await rows(`pid=${pid}`))[0] as ProcessRow;
  const statusOf = ({ pid }: Program, name: string): number =>
    Number(
      new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
    );

  test("the CPU time of a program that burns half a core, within what it says itself", async () => {
    const told = async (): Promise<number> => Number(await ask(burner, "?"));
    const outer = [await told()];
    await watch.nextSample();
    const first = await row(burner);
    const inner = [await told()];
    const begun = performance.now();
    const shares: number[] = [];
    for (let i = 0; i < 3; i++) {
      inner[1] = await told();
      await watch.nextSample();
      shares.push(Number((await row(burner)).cpu_percent));
    }
    const elapsed = (performance.now() - begun) / 1000;
    const last = await row(burner);
    outer[1] = await told();
    const used = Number(last.cpu_time) - Number(first.cpu_time);
    const [a = 0, d = 0] = outer;
    const [b = 0, c = 0] = inner;
    // 20 ms: two clock ticks of the kernel.
    expect(used).toBeGreaterThanOrEqual(c - b - 0.02);
    expect(used).toBeLessThanOrEqual(d - a + 0.02);
    // The samples are a second apart by the agent's clock; 6 points for the jitter of their ends.
    const share = shares.reduce((sum, each) => sum + each, 0) / shares.length;
    expect(Math.abs(share - (100 * used) / elapsed)).toBeLessThan(6);
    // A crowded machine gives it less than the half that it asks for.
    expect(share).toBeGreaterThan(5);
    expect(share).toBeLessThan(62);
  });

  test("memory, threads, open files and ports of a program that holds a known amount", async () => {
    await watch.nextSample();
    const found = await row(holder);
    const rss = statusOf(holder, "VmRSS") * 1024;
    expect(Math.abs(Number(found.memory_rss) - rss)).toBeLessThan(2 * mebi);
    expect(found.memory_rss).toBeGreaterThan(held.held);
    expect(found.num_threads).toBe(statusOf(holder, "Threads"));
    expect(found.open_fds).toBe(readdirSync(`/proc/${holder.pid}/fd`).length);
    expect(found.open_fds).toBeGreaterThan(2000);
    const { tcp, tcp6, udp, udp6 } = held.ports;
    expect(found.ports).toHaveLength(4);
    expect(found.ports).toEqual(
      expect.arrayContaining([
        { protocol: "tcp", address: "127.0.0.1", port: tcp },
        { protocol: "tcp6", address: "::1", port: tcp6 },
        { protocol: "udp", address: "127.0.0.1", port: udp },
        { protocol: "udp6", address: "::1", port: udp6 },
      ]),
    );
    expect(found.cwd).toBe(process.cwd());
    expect(found.exe).toBe(process.execPath);
  });

  test("the bytes that a program wrote, to the page", async () => {
    const before = await row(holder);
    expect(await ask(holder, "write")).toBe("written");
    await watch.nextSample();
    // One more: the first may have been under way when the bytes were written.
    await watch.nextSample();
    const after = await row(holder);
    const written = Number(after.write_bytes) - Number(before.write_bytes);
    expect(written).toBeGreaterThanOrEqual(mebi);
    // The file system's own blocks.
    expect(written).toBeLessThan(mebi + 64 * 1024);
  });

  test("the pids of ps, less what came and went", async ({ skip }) => {
    skip(!hasPs, "there is no ps here");
    const ps = (): Set<number> => {
      const { stdout, pid } = spawnSync("ps", ["-e", "-o", "pid="], { encoding: "utf8" });
      return new Set(
        stdout
          .trim()
          .split(/\s+/)
          .map(Number)
          .filter((each) => each !== pid),
      );
    };
    const before = ps();
    // The first may have been taken before `ps` and been under way since.
    await watch.nextSample();
    await watch.nextSample();
    const sampled = new Set((await rows("fields=pid")).map(({ pid }) => Number(pid)));
    const after = ps();
    const missing = [...before].filter((pid) => after.has(pid) && !sampled.has(pid));
    expect(missing).toEqual([]);
    const invented = [...sampled].filter(
      (pid) => !before.has(pid) && !after.has(pid) && isAlive(pid),
    );
    expect(invented).toEqual([]);
    expect(sampled.size).toBeGreaterThan(3);
  });

  test("the memory and the load of the host", async () => {
    const loads = (): number[] =>
      readFileSync("/proc/loadavg", "utf8").split(" ").slice(0, 3).map(Number);
    const memory = (name: string): number =>
      Number(
        new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync("/proc/meminfo", "utf8"))?.[1],
      ) * 1024;
    const before = loads();
    await watch.nextSample();
    const response = await fetch(hub.url + apiPaths.hosts);
    const host = hostsAnswer.parse(await response.json()).hosts[0];
    const after = loads();
    expect(host?.memory_total).toBe(memory("MemTotal"));
    // 5 % of all memory: others allocate meanwhile.
    const tolerance = memory("MemTotal") * 0.05;
    expect(Math.abs(Number(host?.memory_available) - memory("MemAvailable"))).toBeLessThan(
      tolerance,
    );
    expect(Math.abs(Number(host?.memory_free) - memory("MemFree"))).toBeLessThan(tolerance);
    const now = [host?.load1, host?.load5, host?.load15];
    // The kernel renews the figures every five seconds, so one of two readings is the sample's.
    expect([before, after]).toContainEqual(now);
  });
});
