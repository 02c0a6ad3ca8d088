import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostsAnswer } from "../../src/protocol/api/hosts.ts";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { binPath } from "../bench/bins.ts";
import { type RunningHub, startAgent, startHub } from "../support/built-programs.ts";
import { type Program, startProgram } from "../support/program.ts";

let folder: string;
let programs: Program[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
  programs = [];
});
afterEach(async () => {
  await Promise.all(programs.map((program) => program.close()));
  rmSync(folder, { recursive: true, force: true });
});

const started = <One extends Program>(program: One): One => {
  programs.push(program);
  return program;
};
const hubOn = async (dataDir: string): Promise<RunningHub> => started(await startHub(dataDir));
const hubTask = async (...args: string[]) => {
  const program = started(startProgram(process.execPath, [binPath("hub"), ...args]));
  const { code } = await program.exited;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
};
/** Asks until the hub knows hosts; what it reads from its log comes a moment after it listens. */
const hostsOf = async (hub: RunningHub) => {
  for (;;) {
    const answer: unknown = await (await fetch(new URL(apiPaths.hosts, hub.url))).json();
    const { hosts } = hostsAnswer.parse(answer);
    if (hosts.length > 0) return hosts;
  }
};

test("what a running hub keeps is backed up, checked, and served by another hub", async () => {
  const [data, copy, fresh] = ["data", "copy", "fresh"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const hub = await hubOn(data);
  const agent = started(startAgent(hub.url, { id: "web-1", interval: "200ms" }));
  await hostsOf(hub);
  const wal = join(data, "journal", "wal");
  const hasFrames = () => {
    try {
      return readdirSync(wal).some((name) => readFileSync(join(wal, name)).includes('"k":"delta"'));
    } catch {
      return false;
    }
  };
  while (!hasFrames()) await new Promise((resolve) => setImmediate(resolve));

  const backup = await hubTask("backup", copy, "--data-dir", data);
  expect(backup).toMatchObject({ code: 0, stderr: "" });
  expect(backup.stdout).toMatch(/^backed up \d+ files? \([\d.]+K?M?\) to /);

  const verify = await hubTask("verify", "--data-dir", data);
  expect(verify).toMatchObject({ code: 0, stderr: "" });
  expect(verify.stdout).toMatch(/^checked \d+ files? \(.*\), 0 of them damaged\n$/);

  const overData = await hubTask("restore", copy, "--data-dir", data);
  expect(overData.code).toBe(1);
  expect(overData.stderr).toContain(`process ${hub.pid} holds`);
  const again = await hubTask("backup", copy, "--data-dir", data);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("expected an empty folder or a new one");

  await agent.close();
  await hub.close();
  const restore = await hubTask("restore", copy, "--data-dir", fresh);
  expect(restore).toMatchObject({ code: 0, stderr: "" });
  const second = await hubOn(fresh);
  expect(await hostsOf(second)).toMatchObject([{ host: "web-1", state: "down" }]);
});

test("a backup that changed since is restored as far as it goes, and said to be damaged", async () => {
  const [data, copy, fresh] = ["data", "copy", "fresh"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const hub = await hubOn(data);
  hub.kill("SIGTERM");
  await hub.exited;
  writeFileSync(join(data, "documents", "hosts.json"), "{}");
  expect((await hubTask("backup", copy, "--data-dir", data)).code).toBe(0);
  writeFileSync(join(copy, "documents", "hosts.json"), "[]");
  const { code, stdout, stderr } = await hubTask("restore", copy, "--data-dir", fresh);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^restored /);
  expect(stderr).toContain("documents/hosts.json");
  expect(stderr).toContain("PROCMON_DATA_DAMAGED");
  expect(readFileSync(join(fresh, "documents", "hosts.json"), "utf8")).toBe("[]");
});

test("damage in the data folder is named, and is the exit code", async () => {
  const data = join(folder, "data");
  const hub = await hubOn(data);
  hub.kill("SIGTERM");
  await hub.exited;
  const day = readdirSync(join(data, "journal", "default", "events"))[0] as string;
  const path = join("journal", "default", "events", day);
  const text = readFileSync(join(data, path), "utf8");
  writeFileSync(join(data, path), text.replace("hub_start", "hub_stuck"));
  const { code, stdout, stderr } = await hubTask("verify", "--data-dir", data);
  expect(code).toBe(1);
  expect(stdout).toContain(`damaged ${path}: 1 line is damaged\n`);
  expect(stdout).toContain(", 1 of them damaged\n");
  expect(stderr).toContain("PROCMON_DATA_DAMAGED");
  expect((await hubTask("verify", "--data-dir", join(folder, "none"))).stderr).toContain(
    "PROCMON_DATA_DIR",
  );
});

test("there is nothing to back up where nothing is kept in files", async () => {
  const { code, stderr } = await hubTask("backup", join(folder, "copy"), "--persistence", "memory");
  expect(code).toBe(2);
  expect(stderr).toContain("expected persistence files, got memory");
});
