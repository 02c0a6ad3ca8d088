import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostFieldIds } from "../../src/protocol/host-fields.ts";
import { processFieldIds } from "../../src/protocol/process-fields.ts";
import { type RunningHub, runTui, startAgent, startHub } from "../support/built-programs.ts";
import { createLiveWatch } from "../support/live-watch.ts";
import { type Program } from "../support/program.ts";

const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
const mark = `procmon-e2e-${process.pid}`;
const filter = `args~${mark} and name=sh`;
let hub: RunningHub;
let agents: Program[] = [];
let gone: ChildProcess;
let stays: ChildProcess;
/** A moment at which both children lived, and one at which one of them had ended. */
let before: number;
let after: number;

const child = (): ChildProcess =>
  spawn("sh", ["-c", "read x; exit", mark], { stdio: ["pipe", "ignore", "ignore"] });

const samples = async (count: number): Promise<void> => {
  const watch = await createLiveWatch(hub.url, "web-1");
  for (let sample = 0; sample < count; sample++) await watch.nextSample();
  watch.close();
};

beforeAll(async () => {
  [gone, stays] = [child(), child()];
  hub = await startHub(dataDir);
  agents = ["web-1", "db-1"].map((id) => startAgent(hub.url, { id, interval: "500ms" }));
  await samples(5);
  before = Date.now();
  gone.kill("SIGKILL");
  await samples(5);
  after = Date.now();
});
afterAll(async () => {
  await Promise.all([...agents, hub].map((program) => program?.close()));
  for (const one of [gone, stays]) one?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const tui = async (args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> => {
  const program = runTui(args, { env });
  const { code } = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
};
const ask = (...args: string[]): Promise<Outcome> => tui([...args, "--hub", hub.url]);

type Row = Record<string, unknown>;
const rowsOf = async (...args: string[]): Promise<Row[]> => {
  const { code, stdout, stderr } = await ask(...args, "--json");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Row[];
};
const at = (time: number): string[] => ["--at", String(time)];
const pids = (rows: readonly Row[]): unknown[] => [...new Set(rows.map(({ pid }) => pid))];

describe("lists at a moment", () => {
  test("processes: those that lived then, with all their fields", async () => {
    const then = await rowsOf("processes", ...at(before), "--filter", filter);
    expect(new Set(pids(then))).toEqual(new Set([gone.pid, stays.pid]));
    expect(then).toHaveLength(4);
    for (const row of then) {
      expect(Object.keys(row)).toEqual(["at", "host", ...processFieldIds]);
      expect(row["at"]).toBe(new Date(before).toISOString().replace("Z", "+00:00"));
    }
    const later = await rowsOf("processes", ...at(after), "--filter", filter, "--host", "db-1");
    expect(pids(later)).toEqual([stays.pid]);
  });

  test("tree: below the process that started them", async () => {
    const nodes = (rows: readonly Row[]): Row[] =>
      rows.flatMap((row) => [row, ...nodes(row["children"] as Row[])]);
    const tree = nodes(await rowsOf("tree", ...at(before), "--host", "web-1"));
    const own = tree.find(({ pid }) => pid === process.pid);
    expect(pids(own?.["children"] as Row[])).toEqual(expect.arrayContaining([gone.pid, stays.pid]));
  });

  test("hosts: their figures then", async () => {
    const rows = await rowsOf("hosts", ...at(before));
    expect(rows.map(({ host }) => host)).toEqual(["db-1", "web-1"]);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining([...hostFieldIds]));
      expect(row["cpu_percent"]).toBeTypeOf("number");
      expect(row["last_seen"]).toBeLessThanOrEqual(before);
      expect(row["top_process"]).not.toBeUndefined();
    }
  });

  test("plain tables say on stderr which moment it is, with its zone, and who was silent", async () => {
    const args = ["hosts", "--hub", hub.url, "--at", "2026-01-05T03:12:00Z"];
    const { code, stdout, stderr } = await tui(args, { TZ: "Asia/Kolkata" });
    expect(code).toBe(0);
    expect(stdout.split("\n")[1]).toMatch(/^HOST +CPUS +CPU%/);
    expect(stderr).toBe(
      "procmon-tui: at 2026-01-05 08:42:00 +05:30\n" +
        "procmon-tui: silent then, or no longer kept: db-1, web-1\n",
    );
  });

  test.each(["hosts", "processes", "tree"])(
    "%s at a time of day: the last one here",
    async (word) => {
      const { code, stderr } = await tui([word, "--hub", hub.url, "--at", "00:00"], {
        TZ: "America/New_York",
      });
      expect(code).toBe(0);
      expect(stderr).toMatch(/^procmon-tui: at \d{4}-\d\d-\d\d 00:00:00 -0[45]:00\n/);
    },
  );
});

describe("questions about the past", () => {
  const ofHost = ["--host", "web-1"];

  test("history: a row a sample, and none after the end", async () => {
    const args = ["history", String(gone.pid), ...ofHost, "--fields", "name,memory_rss"];
    const rows = await rowsOf(...args);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      expect(row).toMatchObject({ host: "web-1", pid: gone.pid, name: "sh" });
      expect(row["memory_rss"]).toBeGreaterThan(0);
      expect(row["time"]).toBeLessThan(after);
    }
  });

  test("series: of a process, and of the host", async () => {
    const argv = ["--step", "1m", "--agg", "max"];
    const own = await rowsOf("series", String(stays.pid), ...ofHost, ...argv);
    expect(own[0]).toMatchObject({ host: "web-1", pid: stays.pid });
    expect(Object.keys(own[0]?.["memory_rss"] as Row)).toEqual(["max"]);
    const host = await rowsOf("series", ...ofHost, ...argv, "--fields", "load1");
    expect(host[0]).toMatchObject({ host: "web-1", load1: { max: expect.any(Number) as number } });
  });

  test("top: the highest first", async () => {
    const rows = await rowsOf("top", "--by", "memory_rss", "--limit", "5");
    const averages = rows.map(({ average }) => Number(average));
    expect(averages).toHaveLength(5);
    expect(averages).toEqual(averages.toSorted((a, b) => b - a));
  });

  test("events: the end of a process", async () => {
    const rows = await rowsOf("events", ...ofHost, "--kind", "process_exit", "--filter", filter);
    expect(pids(rows)).toEqual([gone.pid]);
  });

  test("diff: who is no more", async () => {
    const window = ["--from", String(before), "--to", String(after)];
    const { code, stdout } = await ask("diff", ...ofHost, ...window, "--json");
    expect(code).toBe(0);
    const { exited } = JSON.parse(stdout) as { exited: Row[] };
    expect(pids(exited)).toContain(gone.pid);
  });

  test.each([["top"], ["events"], ["series", ...ofHost], ["diff", ...ofHost, "--from", "-2s"]])(
    "%s is a plain table with its window on stderr",
    async (...args) => {
      const { code, stdout, stderr } = await ask(...args);
      expect(code).toBe(0);
      expect(stdout.split("\n").length).toBeGreaterThan(2);
      expect(stdout).not.toContain("\x1b");
      expect(stderr).toMatch(/^procmon-tui: from [\d-]+ [\d:]+ \+00:00 to [\d-]+ [\d:]+ \+00:00\n/);
    },
  );
});

describe("what cannot be answered", () => {
  test("without --hub there is no history: that names it", async () => {
    for (const args of [["top"], ["hosts", "--at", "03:12"]]) {
      const { code, stdout, stderr } = await tui(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/expected --hub URL beside it/);
    }
  });

  test("a hub that is not there is named with the reason", async () => {
    const { code, stdout, stderr } = await tui(["top", "--hub", "http://127.0.0.1:1"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("no hub answers at http://127.0.0.1:1/: connect ECONNREFUSED");
  });

  test("what the hub refuses has its code and its exit code", async () => {
    const unknown = await ask("diff", "--host", "web-9");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/web-9.*\n.*\(PROCMON_NOT_FOUND\)/);
    const wrong = await ask("top", "--by", "sise");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/sise.*\n.*\(PROCMON_QUERY_INVALID\)/);
  });

  test("a filter that cannot be read is shown with a caret", async () => {
    const { code, stderr } = await ask("events", "--filter", "cpu > 5 and user =");
    expect(code).toBe(2);
    expect(stderr).toMatch(/\n +\^/);
  });
});
