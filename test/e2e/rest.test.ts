import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { healthAnswer } from "../../src/protocol/api/health.ts";
import { hostsAnswer } from "../../src/protocol/api/hosts.ts";
import { problem } from "../../src/protocol/api/problem.ts";
import { processesAnswer } from "../../src/protocol/api/processes.ts";
import { type TreeNode, treeAnswer } from "../../src/protocol/api/tree.ts";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { type RunningHub, startAgent, startHub } from "../support/built-programs.ts";
import { createLiveWatch } from "../support/live-watch.ts";
import { type Program } from "../support/program.ts";

const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
const mark = `procmon-e2e-${process.pid}`;
const listener = createServer();
let child: ChildProcess;
let port: number;
let hub: RunningHub;
let agent: Program;

beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  ({ port } = listener.address() as AddressInfo);
  child = spawn("sh", ["-c", "read x; exit", mark], { stdio: ["pipe", "ignore", "ignore"] });
  hub = await startHub(dataDir);
  agent = startAgent(hub.url, { id: "web-1", interval: "500ms" });
  const watch = await createLiveWatch(hub.url, "web-1");
  // Rates need two samples.
  await watch.nextSample();
  await watch.nextSample();
  await watch.nextSample();
  watch.close();
});

afterAll(async () => {
  await Promise.all([agent, hub].map((program) => program?.close()));
  child?.kill("SIGKILL");
  listener.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const get = async (path: string, query: Record<string, string | number> = {}): Promise<unknown> => {
  const url = new URL(path, hub.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.json();
};

const processes = async (query: Record<string, string | number>) =>
  processesAnswer.parse(await get(apiPaths.processes, query)).processes;
const pids = async (query: Record<string, string | number>) =>
  (await processes(query)).map(({ pid }) => pid);

test("says that it is well, and how many hosts are up", async () => {
  const health = healthAnswer.parse(await get(apiPaths.health));
  expect(health).toMatchObject({ status: "ok", hosts: { up: 1, late: 0, down: 0 } });
});

test("lists the host with figures of its last sample", async () => {
  const { hosts } = hostsAnswer.parse(await get(apiPaths.hosts));
  expect(hosts).toHaveLength(1);
  expect(hosts[0]).toMatchObject({ host: "web-1", state: "up", interval_ms: 500 });
  expect(hosts[0]?.cpu_percent).toBeTypeOf("number");
});

describe("processes", () => {
  test("of a host: all of them, this test too", async () => {
    const all = await processes({ agent_id: "web-1", limit: 1_000_000 });
    expect(all.find(({ pid }) => pid === process.pid)).toMatchObject({
      host: "web-1",
      ppid: process.ppid,
      uid: userInfo().uid,
    });
  });

  test("by pid, by name and status together", async () => {
    expect(await pids({ pid: child.pid as number })).toEqual([child.pid]);
    expect(await pids({ pid: child.pid as number, name: "SH", status: "S" })).toEqual([child.pid]);
    expect(await pids({ pid: child.pid as number, name: "bash" })).toEqual([]);
    expect(await pids({ pid: child.pid as number, status: "zombie" })).toEqual([]);
  });

  test("above a share of a core or of the memory, and no others", async () => {
    const busy = await processes({ cpu_gt: 1 });
    for (const row of busy) expect(row.cpu_percent).toBeGreaterThan(1);
    const all = await processes({ limit: 1_000_000 });
    const large = await processes({ mem_gt: 0.05, limit: 1_000_000 });
    for (const row of large) expect(row.memory_percent).toBeGreaterThan(0.05);
    expect(large.length).toBeGreaterThan(0);
    expect(large.length).toBeLessThan(all.length);
  });

  test("by a port that this test listens on", async () => {
    const rows = await processes({ port });
    expect(rows.map(({ pid }) => pid)).toEqual([process.pid]);
    expect(rows[0]?.ports).toContainEqual({ protocol: "tcp", address: "127.0.0.1", port });
    expect(await pids({ q: `:${port}` })).toEqual([process.pid]);
  });

  test("by a filter, only some fields", async () => {
    const query = { q: `args~${mark} and name=sh`, fields: "pid,cmdline" };
    expect(await processes(query)).toEqual([
      { host: "web-1", pid: child.pid, cmdline: ["sh", "-c", "read x; exit", mark] },
    ]);
  });

  test("as a tree: the child below this test, sums at each node", async () => {
    const tree = treeAnswer.parse(await get(apiPaths.tree, { agent_id: "web-1" }));
    const find = (nodes: readonly TreeNode[], pid: number | undefined): TreeNode | undefined =>
      nodes.reduce<TreeNode | undefined>(
        (found, node) => found ?? (node.pid === pid ? node : find(node.children, pid)),
        undefined,
      );
    const own = find(tree.processes, process.pid);
    const below = find(own?.children ?? [], child.pid);
    expect(below).toMatchObject({ ppid: process.pid, children: [] });
    expect(below?.subtree["memory_rss"]).toBe(below?.memory_rss);
    expect(own?.subtree["memory_rss"]).toBeGreaterThanOrEqual(
      Number(own?.memory_rss) + Number(below?.memory_rss),
    );
  });
});

describe("lists", () => {
  const url = (path: string, query: Record<string, string>) =>
    new URL(`${path}?${new URLSearchParams(query).toString()}`, hub.url);

  test("lead from page to page while processes come and go, each given once", async () => {
    const before = new Set(await pids({ sort: "pid", limit: 10_000 }));
    const seen: unknown[] = [];
    let next: string | undefined = url(apiPaths.processes, {
      sort: "pid",
      limit: "7",
      fields: "pid,start",
    }).href;
    while (next !== undefined) {
      const response: Response = await fetch(next);
      expect(response.status).toBe(200);
      seen.push(...processesAnswer.parse(await response.json()).processes.map(({ pid }) => pid));
      const link: string | undefined = /^<(.*)>; rel="next"$/.exec(
        response.headers.get("link") ?? "",
      )?.[1];
      next = link === undefined ? undefined : new URL(link, hub.url).href;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const after = new Set(await pids({ sort: "pid", limit: 10_000 }));
    const stayed = [...before].filter((pid) => after.has(pid));
    expect(stayed.length).toBeGreaterThan(5);
    expect(stayed.filter((pid) => !seen.includes(pid))).toEqual([]);
  });

  test("are CSV for a spreadsheet, compressed, and not sent twice", async () => {
    const asked = url(apiPaths.processes, { pid: String(child.pid), fields: "name,ppid" });
    const response = await fetch(asked, { headers: { accept: "text/csv" } });
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(await response.text()).toBe(`host,name,ppid\r\nweb-1,sh,${process.pid}\r\n`);
    const openapi = new URL(apiPaths.openapi, hub.url);
    const first = await fetch(openapi);
    expect(first.headers.get("content-encoding")).toBe("gzip");
    expect(await first.json()).toMatchObject({ openapi: "3.1.0" });
    const tag = first.headers.get("etag") ?? "";
    const again = await fetch(openapi, { headers: { "if-none-match": tag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("leave a line in the log for each request, with the id it came with", async () => {
    await fetch(url("/api/v1/hosts/nobody", {}), { headers: { "x-request-id": "job-17" } });
    const line = await hub.until("the line of the request", (_, stderr) =>
      stderr.split("\n").find((one) => one.includes('"job-17"')),
    );
    expect(JSON.parse(line)).toMatchObject({
      msg: "request",
      method: "GET",
      route: "/api/v1/hosts/:host",
      status: 404,
      request_id: "job-17",
    });
  });
});

test("forgets a host for good once its agent has left", async () => {
  const path = new URL("/api/v1/hosts/short", hub.url);
  const short = startAgent(hub.url, { id: "short", interval: "500ms" });
  const watch = await createLiveWatch(hub.url, "short");
  await watch.nextSample();
  watch.close();
  const refused = await fetch(path, { method: "DELETE" });
  expect(refused.status).toBe(409);
  expect(problem.parse(await refused.json()).code).toBe("PROCMON_HOST_CONNECTED");
  await short.close();
  await expect
    .poll(async () => (await fetch(path, { method: "DELETE" })).status, { timeout: 5000 })
    .toBe(204);
  expect((await fetch(path)).status).toBe(404);
  await hub.close();
  hub = await startHub(dataDir, { port: Number(new URL(hub.url).port) });
  const { hosts } = hostsAnswer.parse(await get(apiPaths.hosts));
  expect(hosts.map(({ host }) => host)).toEqual(["web-1"]);
});

describe("keeps browser pages out", () => {
  const evil = [
    [{ host: "evil.example" }, 421, "PROCMON_HOST_HEADER_REFUSED"],
    [{ origin: "http://evil.example" }, 403, "PROCMON_ORIGIN_REFUSED"],
  ] as const;

  test.each(evil)("a request with %j is refused with %i", async (headers, status, code) => {
    const answer = await new Promise<{ status: number | undefined; body: string }>(
      (resolve, reject) => {
        request(new URL(apiPaths.processes, hub.url), { headers }, (response) => {
          let body = "";
          response.setEncoding("utf8").on("data", (text: string) => {
            body += text;
          });
          response.on("end", () => resolve({ status: response.statusCode, body }));
        })
          .on("error", reject)
          .end();
      },
    );
    expect(answer.status).toBe(status);
    expect(problem.parse(JSON.parse(answer.body))).toMatchObject({ status, code });
  });

  test.each(
    evil.flatMap(([headers, status]) =>
      [apiPaths.live, apiPaths.agent].map((path) => [headers, status, path] as const),
    ),
  )("an upgrade with %j is refused with %i at %s", async (headers, status, path) => {
    const url = new URL(path, hub.url);
    url.protocol = "ws:";
    const outcome = await new Promise((resolve) => {
      const socket = new WebSocket(url, { headers });
      socket.once("unexpected-response", (_, response) => {
        resolve(response.statusCode);
        socket.terminate();
      });
      socket.once("open", () => {
        resolve("open");
        socket.terminate();
      });
      socket.on("error", () => undefined);
    });
    expect(outcome).toBe(status);
  });
});
