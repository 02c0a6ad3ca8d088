import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hostFieldIds } from "../../src/protocol/host-fields.ts";
import { processFieldIds } from "../../src/protocol/process-fields.ts";
import { binPath } from "../bench/bins.ts";
import { type RunningHub, runTui, startAgent, startHub } from "../support/built-programs.ts";
import { type Program, startProgram } from "../support/program.ts";

const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
const mark = `procmon-e2e-${process.pid}`;
const script = "read x; exit";
let known: ChildProcess;
let hub: RunningHub;
let agents: Program[] = [];
const running = new Set<Program>();

beforeAll(async () => {
  known = spawn("sh", ["-c", script, mark, "an argument"], { stdio: ["pipe", "ignore", "ignore"] });
  hub = await startHub(dataDir);
  agents = ["web-1", "db-1"].map((id) => startAgent(hub.url, { id, interval: "500ms" }));
});
afterEach(async () => {
  await Promise.all([...running].map((program) => program.close()));
  running.clear();
});
afterAll(async () => {
  await Promise.all([hub, ...agents].map((program) => program?.close()));
  known?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const keep = (program: Program): Program => {
  running.add(program);
  return program;
};

const tui = async (...args: string[]): Promise<Outcome> => {
  const program = keep(runTui(args));
  const { code } = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
};

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

type Row = Record<string, unknown>;

const documentOf = async (...args: string[]): Promise<Row[]> => {
  const { code, stdout, stderr } = await tui(...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Row[];
};

const nodes = (rows: readonly Row[]): Row[] =>
  rows.flatMap((row) => [row, ...nodes(row["children"] as Row[])]);

describe.each(["embedded", "hub"] as const)("the documents of the %s", (place) => {
  const from = (): string[] => (place === "hub" ? ["--hub", hub.url] : ["--interval", "200ms"]);
  const ids = place === "hub" ? ["db-1", "web-1"] : [hostname()];

  test("hosts: one row a host, its keys the field ids", async () => {
    const rows = await documentOf("hosts", ...from());
    expect(rows.map((row) => String(row["host"])).toSorted(byText)).toEqual(ids);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining([...hostFieldIds]));
      expect(row).toMatchObject({ hostname: hostname(), state: "up" });
      expect(row["cpu_percent"]).toBeTypeOf("number");
    }
  });

  test("processes: a known process with all its fields, once a host", async () => {
    const rows = await documentOf("processes", ...from(), "--filter", `args~${mark} name=sh`);
    expect(rows.map((row) => String(row["host"])).toSorted(byText)).toEqual(ids);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(["host", ...processFieldIds]);
      expect(row).toMatchObject({
        pid: known.pid,
        ppid: process.pid,
        name: "sh",
        cmdline: ["sh", "-c", script, mark, "an argument"],
        uid: userInfo().uid,
        username: userInfo().username,
        cwd: process.cwd(),
      });
    }
  });

  test("tree: the known process below its parent, sums at each node", async () => {
    const root = await documentOf("tree", ...from(), "--host", ids[0] as string);
    const all = nodes(root);
    const parent = all.find((row) => row["pid"] === process.pid) as Row;
    const children = parent["children"] as Row[];
    const child = children.find((row) => row["pid"] === known.pid) as Row;
    expect(child).toMatchObject({ matched: true, children: [] });
    const sum = (row: Row): number => Number((row["subtree"] as Row)["memory_rss"]);
    expect(sum(child)).toBe(child["memory_rss"]);
    const below = nodes(children);
    expect(sum(parent)).toBe(
      below.reduce((total, row) => total + Number(row["memory_rss"]), Number(parent["memory_rss"])),
    );
  });

  test("--sort, --limit and --host choose the rows", async () => {
    const rows = await documentOf(
      "processes",
      ...from(),
      "--sort=rss",
      "--limit=5",
      `--host=${ids[0]}`,
    );
    expect(rows).toHaveLength(5);
    expect(new Set(rows.map((row) => row["host"]))).toEqual(new Set([ids[0]]));
    const sizes = rows.map((row) => Number(row["memory_rss"]));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const turned = await documentOf("processes", ...from(), "--sort=-pid", "--limit", "3");
    const pids = turned.map((row) => Number(row["pid"]));
    expect(pids).toEqual(pids.toSorted((a, b) => b - a));
  });

  test("--watch prints one document a line, until ended", async () => {
    const program = keep(runTui(["hosts", ...from(), "--json", "--watch"]));
    const lines = await program.until("three lines", (stdout) => {
      const whole = stdout.split("\n").slice(0, -1);
      return whole.length >= 3 ? whole : undefined;
    });
    const times = lines.map((line) => (JSON.parse(line) as Row[]).map((row) => row["uptime"]));
    expect(new Set(times.map(String)).size).toBe(times.length);
    program.kill("SIGTERM");
    await program.exited;
    expect(program.stderr()).toBe("");
  });

  test("a reader that goes away ends it quietly", async () => {
    const command = `"$@" | head -n 1`;
    const pipe = keep(
      startProgram("sh", [
        "-c",
        command,
        "sh",
        process.execPath,
        binPath("tui"),
        "hosts",
        ...from(),
        "--json",
        "--watch",
      ]),
    );
    await pipe.exited;
    expect(JSON.parse(pipe.stdout())).toHaveLength(ids.length);
    expect(pipe.stderr()).toBe("");
  });
});

describe("where no terminal is", () => {
  test.each([[[]], [["hosts"]], [["processes"]], [["tree"]]])(
    "%j is a plain table: titles, rows, no escape codes",
    async (words) => {
      const { code, stdout, stderr } = await tui(...words, "--interval", "200ms");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).not.toContain("\x1b");
      const [figures, titles, ...rows] = stdout.split("\n");
      expect(figures).toMatch(/tasks, .*cpu \d+%/);
      expect(titles).toMatch(words[0] === "hosts" ? /^HOST +CPUS +CPU%/ : /PID USER +S .*COMMAND/);
      expect(rows.length).toBeGreaterThan(1);
      expect(titles?.length).toBeLessThanOrEqual(120);
    },
  );

  test("a closed standard input changes nothing", async () => {
    const child = spawn(process.execPath, [binPath("tui"), "--limit", "1", "--interval", "200ms"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
    expect(output.stderr).toBe("");
    expect(output.stdout.split("\n")).toHaveLength(4);
  });
});

describe("what cannot be done", () => {
  test("a bad filter is told with a caret under the token", async () => {
    const { code, stdout, stderr } = await tui("processes", "--filter", "cpu > 5 and user =");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [, text = "", caret = ""] = stderr.split("\n");
    expect(text.trim()).toBe("cpu > 5 and user =");
    expect(caret.indexOf("^")).toBe(text.length);
  });

  test.each([
    [["--colour"], /--colour is no option/],
    [["procesess"], /expected one of hosts, processes, tree/],
    [["--limit", "0"], /--limit: expected a whole number/],
    [["--sort", "sise"], /sise/],
    [["--watch"], /--watch: expected --json/],
    [["--hub", "ftp://example"], /--hub: expected the URL of a hub/],
  ])("%j is bad usage", async (args, message) => {
    const { code, stdout, stderr } = await tui(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("a hub that does not answer is named, with the reason", async () => {
    const { code, stdout, stderr } = await tui("hosts", "--hub", "http://127.0.0.1:1", "--json");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("http://127.0.0.1:1/: connect ECONNREFUSED");
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("an unknown host is told with the known ones", async () => {
    const { code, stdout, stderr } = await tui("processes", "--hub", hub.url, "--host", "web-2");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/"web-2"; known: db-1, web-1/);
  });
});
