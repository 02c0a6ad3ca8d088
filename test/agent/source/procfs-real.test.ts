import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { platform, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DescriptorPool, GONE, ProcFile, ProcReader } from "../../../src/agent/procfs/reader.ts";
import { createProcfsSource } from "../../../src/agent/source/procfs-source.ts";
import { type Source } from "../../../src/agent/source/source.ts";
import { decodeFromAgent } from "../../../src/protocol/decode-frame.ts";
import { type Clock } from "../../../src/protocol/effects.ts";
import { encodeKey } from "../../../src/protocol/encode-frame.ts";
import { type HostFacts } from "../../../src/protocol/host-facts.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { type ProcessRow, processRowOf } from "../../../src/protocol/process-row.ts";

const programs = join(import.meta.dirname, "../../fixtures/programs");

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

interface Target {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The next line it prints, after an optional line to it. */
  ask(line?: string): Promise<string>;
}

const targets: Target[] = [];

const launch = (
  command: string,
  args: string[],
  options: { argv0?: string; uid?: number } = {},
): Target => {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], ...options });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const target = {
    child,
    pid: child.pid as number,
    ask: async (line?: string): Promise<string> => {
      if (line !== undefined) child.stdin.write(`${line}\n`);
      return String((await lines.next()).value);
    },
  };
  targets.push(target);
  return target;
};
const launchNode = (program: string, ...args: string[]): Target =>
  launch(process.execPath, [join(programs, program), ...args]);

/** CPU seconds by the kernel's own nanoseconds, read beside the sampler. */
const schedstat = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e9;

const isLinux = platform() === "linux";
const hasPs = isLinux && spawnSync("ps", ["-e"]).status === 0;

describe.skipIf(!isLinux)("on this machine, which must be Linux", () => {
  let folder: string;
  let source: Source;
  let facts: HostFacts;
  const state = new HostState();
  let holder: Target;
  let burner: Target;
  let quiet: Target;
  let hostile: Target;
  let orphanage: Target;
  let held: { ports: Record<string, number>; held: number };
  /** CPU seconds before and after each of the two samples, as the targets say or the kernel tells. */
  const burnt: number[] = [];
  const quietUsed: number[] = [];
  const use = async (): Promise<void> => {
    burnt.push(Number(await burner.ask("?")));
    quietUsed.push(schedstat(quiet.pid));
  };
  /** What was used between the samples at least, and at most. */
  const bounds = ([a = 0, b = 0, c = 0, d = 0]: number[]): [number, number] => [c - b, d - a];
  let elapsed: number;
  const before = new Map<number, ProcessRow>();
  const after = new Map<number, ProcessRow>();

  const keep = (rows: Map<number, ProcessRow>): void => {
    const view = { host: "here", state, facts };
    for (const { pid } of targets) {
      const slot = state.processes.slotOfPid(pid);
      if (slot !== undefined) rows.set(pid, processRowOf(view, slot));
    }
  };
  const row = ({ pid }: Target): Record<keyof ProcessRow, unknown> => after.get(pid) as ProcessRow;
  const increase = ({ pid }: Target, id: "cpu_time" | "write_bytes"): number =>
    Number(after.get(pid)?.[id]) - Number(before.get(pid)?.[id]);

  beforeAll(async () => {
    // Writes to memory file systems are no writes to storage: /tmp is often one.
    folder = mkdtempSync(join(process.cwd(), "node_modules", ".procmon-"));
    holder = launchNode("holder.ts", folder);
    burner = launchNode("burner.ts");
    quiet = launch("sh", [
      "-c",
      "while read x; do i=0; while [ $i -lt 1500 ]; do i=$((i+1)); done; done",
    ]);
    hostile = launch(
      "sh",
      [
        "-c",
        "printf 'a) R \\n\\033\\377(' >/proc/$$/comm; echo ready; read x",
        "--token",
        "hunter2",
      ],
      {
        argv0: "x\n  1 root /sbin/init",
      },
    );
    // The shell starts a child and becomes a program that never asks for it: a zombie stays.
    orphanage = launch("sh", ["-c", "sleep 0.2 & echo $!; exec cat"]);
    held = JSON.parse(await holder.ask()) as typeof held;
    await Promise.all([burner.ask(), hostile.ask()]);

    source = createProcfsSource({ clock });
    facts = await source.facts();
    await use();
    await source.sample(state);
    keep(before);
    await use();
    const begun = performance.now();
    await holder.ask("write");
    for (let i = 0; i < 4; i++) {
      quiet.child.stdin?.write("\n");
      await wait(300);
    }
    elapsed = (performance.now() - begun) / 1000;
    await use();
    await source.sample(state);
    keep(after);
    await use();
  }, 20_000);

  afterAll(() => {
    source.close();
    for (const { child } of targets) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  test("CPU of a process at half a core is what it says itself, within two ticks", () => {
    const [least, most] = bounds(burnt);
    // Half a core, unless the machine is busy with other things.
    expect(least / elapsed).toBeGreaterThan(0.02);
    expect(increase(burner, "cpu_time")).toBeGreaterThan(least - 0.021);
    expect(increase(burner, "cpu_time")).toBeLessThan(most + 0.021);
  });

  test("CPU of a process far below one tick a second is right within 0.1 point", () => {
    const [least, most] = bounds(quietUsed);
    expect(least).toBeGreaterThan(0);
    expect(increase(quiet, "cpu_time") / elapsed).toBeGreaterThan(least / elapsed - 0.001);
    expect(increase(quiet, "cpu_time") / elapsed).toBeLessThan(most / elapsed + 0.001);
  });

  test("RSS holds what the process holds, and is statm's within 8 MB", () => {
    const statm = Number(readFileSync(`/proc/${holder.pid}/statm`, "utf8").split(" ")[1]) * 4096;
    expect(row(holder).memory_rss).toBeGreaterThan(held.held);
    expect(Math.abs(Number(row(holder).memory_rss) - statm)).toBeLessThan(8 * 1024 * 1024);
  });

  test("threads are the kernel's tasks", () => {
    const tasks = readdirSync(`/proc/${holder.pid}/task`).length;
    expect(tasks).toBeGreaterThan(4);
    expect(row(holder).num_threads).toBe(tasks);
  });

  test("open files are counted exactly", () => {
    const files = readdirSync(`/proc/${holder.pid}/fd`).length;
    expect(files).toBeGreaterThan(2000);
    expect(row(holder).open_fds).toBe(files);
  });

  test("listening ports of TCP and UDP over both IP versions are found", () => {
    const ports = row(holder).ports as { protocol: string; address: string; port: number }[];
    const byProtocol = Object.fromEntries(ports.map(({ protocol, ...rest }) => [protocol, rest]));
    expect(byProtocol).toEqual({
      tcp: { address: "127.0.0.1", port: held.ports["tcp"] },
      tcp6: { address: "::1", port: held.ports["tcp6"] },
      udp: { address: "127.0.0.1", port: held.ports["udp"] },
      udp6: { address: "::1", port: held.ports["udp6"] },
    });
    expect(row(holder).net_conns).toBe(4);
  });

  test("a mebibyte written and synced shows, and at most a quarter more", () => {
    expect(increase(holder, "write_bytes")).toBeGreaterThanOrEqual(1024 * 1024);
    expect(increase(holder, "write_bytes")).toBeLessThan(1.25 * 1024 * 1024);
  });

  test("hostile names and arguments arrive safe and whole", () => {
    expect(row(hostile).name).toBe("a) R \u240A\u241B\uFFFD(");
    expect(row(hostile).cmdline).toEqual([
      "x\u240A  1 root /sbin/init",
      "-c",
      "printf 'a) R \\n\\033\\377(' >/proc/$$/comm; echo ready; read x",
      "--token",
      "***",
    ]);
    expect(row(hostile).ppid).toBe(process.pid);
  });

  test("a zombie is one, with one thread and no program", async () => {
    const pid = Number(await orphanage.ask());
    await source.sample(state);
    const slot = state.processes.slotOfPid(pid) as number;
    const zombie = processRowOf({ host: "here", state, facts }, slot);
    expect(zombie).toMatchObject({
      status: "Z",
      num_threads: 1,
      exe: null,
      cmdline: [],
      open_fds: 0,
    });
    expect(zombie.ppid).toBe(orphanage.pid);
  });

  test("facts of the process itself are right", () => {
    expect(row(holder)).toMatchObject({
      ppid: process.pid,
      exe: process.execPath,
      cwd: process.cwd(),
      username: userInfo().username,
      uid: userInfo().uid,
      nice: 0,
      kernel_thread: false,
    });
    expect(Math.abs(Number(row(holder).create_time) - Date.now())).toBeLessThan(60_000);
  });

  test("the processes are those of ps, less what came and went", async ({ skip }) => {
    skip(!hasPs, "there is no ps here");
    const list = (): Set<number> =>
      new Set(
        spawnSync("ps", ["-e", "-o", "pid="]).stdout.toString().trim().split(/\s+/).map(Number),
      );
    const first = list();
    await source.sample(state);
    const second = list();
    const ours = new Set(
      [...state.processes.pid].filter((_, slot) => state.processes.used[slot] === 1),
    );
    for (const pid of first) if (second.has(pid)) expect(ours).toContain(pid);
    for (const pid of ours) {
      const isKnown = first.has(pid) || second.has(pid);
      if (!isKnown) expect(readdirSync("/proc")).not.toContain(String(pid));
    }
  });

  test("the whole state makes a frame that a hub accepts", () => {
    const frame = JSON.parse(JSON.stringify(encodeKey(state, 1))) as unknown;
    expect(decodeFromAgent(JSON.stringify(frame))).toEqual(frame);
  });

  test("neither samples nor facts start a process", async () => {
    // Field 11 of stat counts the page faults of children that were waited for: a child cannot do without.
    const childFaults = (): string => {
      const line = readFileSync("/proc/self/stat", "latin1");
      return line.slice(line.lastIndexOf(")") + 2).split(" ")[8] as string;
    };
    const faults = childFaults();
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8");
    await source.facts();
    for (let i = 0; i < 3; i++) await source.sample(state);
    expect(childFaults()).toBe(faults);
    expect(readFileSync(`/proc/self/task/${process.pid}/children`, "utf8")).toBe(children);
  });

  test("without privilege, what may not be read is null and the rest is there", async ({
    skip,
  }) => {
    skip(userInfo().uid !== 0, "only root can start a program of another user");
    const target = launch(
      process.execPath,
      [join(programs, "print-sample.ts"), String(hostile.pid)],
      { uid: 65_534 },
    );
    const seen = JSON.parse(await target.ask()) as ProcessRow;
    expect(seen).toMatchObject({
      exe: null,
      cwd: null,
      read_bytes: null,
      write_bytes: null,
      net_conns: null,
      ports: null,
      username: "root",
      status: "S",
    });
    expect(seen.open_fds).toBeGreaterThan(0);
    expect(seen.memory_rss).toBeGreaterThan(0);
  }, 30_000);

  test("a kept descriptor says that its process is gone, whoever has the pid now", async () => {
    const target = launch("cat", []);
    const reader = new ProcReader("/proc");
    const pool = new DescriptorPool(1);
    const stat = new ProcFile(`/proc/${target.pid}`, "stat");
    expect(reader.read(stat, 1024, pool)).toBeGreaterThan(0);
    expect(pool.kept).toBe(1);
    target.child.kill("SIGKILL");
    await once(target.child, "exit");
    expect(reader.read(stat, 1024, pool)).toBe(GONE);
    expect(pool.kept).toBe(0);
  });
});
