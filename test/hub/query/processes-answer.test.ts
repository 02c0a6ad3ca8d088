import { describe, expect, test } from "vitest";
import { computeProcessesAnswer } from "../../../src/hub/query/processes-answer.ts";
import { computeTreeText } from "../../../src/hub/query/tree-text.ts";
import {
  processesAnswer,
  processesQuery,
  type TreeNode,
  treeAnswer,
  treeQuery,
} from "../../../src/protocol/api.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { type HostView } from "../../../src/protocol/process-row.ts";
import { factsOf } from "../../support/host-facts.ts";

interface Written {
  pid: number;
  ppid?: number;
  name?: string;
  cpu?: number;
  rss?: number;
  status?: string;
  user?: string;
  port?: number;
}

const viewOf = (host: string, rows: readonly Written[]): HostView => {
  const state = new HostState();
  const { processes } = state;
  for (const [slot, { pid, ppid = 0, name = `p${pid}`, ...row }] of rows.entries()) {
    const { cpu = Number.NaN, rss = Number.NaN, status = "S", user = "root", port } = row;
    processes.add(slot, pid, pid * 10);
    processes.numbers.ppid[slot] = ppid;
    processes.numbers.cpu_percent[slot] = cpu * 100;
    processes.numbers.memory_rss[slot] = rss;
    processes.numbers.status[slot] = status.charCodeAt(0);
    processes.info.name[slot] = name;
    processes.info.username[slot] = user;
    processes.info.ports[slot] =
      port === undefined ? null : [{ protocol: "tcp", address: "*", port }];
  }
  return { host, state, facts: factsOf({ memory_total: 1_000_000 }) };
};

const web = viewOf("web", [
  { pid: 1, name: "Init", rss: 1000, cpu: 0 },
  { pid: 10, ppid: 1, name: "nginx", rss: 200_000, cpu: 40, user: "www", port: 8080 },
  { pid: 11, ppid: 10, name: "nginx", cpu: 90.5, user: "www" },
  { pid: 12, ppid: 10, name: "gone", status: "Z", rss: 0, cpu: 0 },
]);
const db = viewOf("db", [
  { pid: 10, name: "postgres", rss: 500_000, cpu: 40, port: 5432 },
  { pid: 20, ppid: 10, name: "postgres" },
]);

const ask = (query: Record<string, string>) => {
  const answer = computeProcessesAnswer([web, db], processesQuery.parse(query));
  processesAnswer.parse(answer);
  return answer;
};
const places = (query: Record<string, string>): string[] =>
  ask({ fields: "pid", ...query }).processes.map(({ host, pid }) => `${host} ${pid as number}`);

describe("GET processes", () => {
  test("sorts by CPU with the busiest first, equal ones by host and pid, absent values last", () => {
    expect(places({})).toEqual(["web 11", "db 10", "web 10", "web 1", "web 12", "db 20"]);
    expect(places({ order: "asc" })).toEqual([
      "web 1",
      "web 12",
      "db 10",
      "web 10",
      "web 11",
      "db 20",
    ]);
  });

  test("sorts by any field, by its alias too, a fact in its own order", () => {
    expect(places({ sort: "rss", limit: "2" })).toEqual(["db 10", "web 10"]);
    expect(places({ sort: "name", limit: "2" })).toEqual(["web 1", "web 12"]);
    expect(places({ sort: "ports", order: "desc", limit: "3" })).toEqual([
      "web 10",
      "db 10",
      "db 20",
    ]);
  });

  test("sorts as the sign in front of a field says, or as the order does", () => {
    const upwards = ["web 12", "web 1", "web 10"];
    const downwards = ["db 10", "web 10", "web 1"];
    for (const [query, expected] of [
      [{ sort: "-memory_rss" }, downwards],
      [{ sort: "-rss", order: "desc" }, downwards],
      [{ sort: "+memory_rss" }, upwards],
      [{ sort: " rss" }, upwards],
      [{ sort: "rss", order: "asc" }, upwards],
      [{ sort: "-name" }, ["db 10", "db 20", "web 10"]],
      [{ sort: "+name" }, ["web 1", "web 12", "web 10"]],
    ] satisfies [Record<string, string>, string[]][])
      expect([query, places({ limit: "3", ...query })]).toEqual([query, expected]);
  });

  test.each([
    [{ name: "INI" }, ["web 1"]],
    [{ pid: "10" }, ["db 10", "web 10"]],
    [{ status: "Z" }, ["web 12"]],
    [{ status: "zombie" }, ["web 12"]],
    [{ cpu_gt: "40" }, ["web 11"]],
    [{ mem_gt: "20" }, ["db 10"]],
    [{ port: "8080" }, ["web 10"]],
    [{ user: "www", cpu_gt: "50" }, ["web 11"]],
    [{ q: "cpu>=40 and not user=www" }, ["db 10"]],
    [{ q: "postgres", pid: "20" }, ["db 20"]],
    [{ user: "ww" }, []],
  ] satisfies [Record<string, string>, string[]][])("%o gives %o", (query, expected) => {
    expect(places(query)).toEqual(expected);
  });

  test("gives the page that was asked for, and the total", () => {
    expect(ask({ limit: "2", offset: "1" })).toMatchObject({
      total: 6,
      processes: [
        { host: "db", pid: 10 },
        { host: "web", pid: 10 },
      ],
    });
    expect(ask({ limit: "0" })).toEqual({ total: 6, processes: [] });
    expect(ask({ offset: "100" })).toEqual({ total: 6, processes: [] });
  });

  test("gives every field, or those asked for under their ids", () => {
    expect(ask({ pid: "11" }).processes[0]).toMatchObject({
      cpu_percent: 90.5,
      memory_rss: null,
      status_name: "sleeping",
    });
    expect(ask({ pid: "11", fields: "pid,cpu, memory_rss" }).processes).toEqual([
      { host: "web", pid: 11, cpu_percent: 90.5, memory_rss: null },
    ]);
  });
});

describe("GET processes/tree", () => {
  const treeOf = (view: HostView, query: Record<string, string> = {}) =>
    treeAnswer.parse(
      JSON.parse(computeTreeText(view, treeQuery.parse({ host: view.host, ...query }))),
    );
  const shapeOf = (nodes: readonly TreeNode[]): unknown[] =>
    nodes.map(({ pid, children }) => (children.length === 0 ? pid : [pid, shapeOf(children)]));

  test("hangs children under their parents, sorted at each level", () => {
    expect(shapeOf(treeOf(web).processes)).toEqual([[1, [[10, [11, 12]]]]]);
    for (const query of [{ sort: "pid", order: "desc" }, { sort: "-pid" }])
      expect(shapeOf(treeOf(web, query).processes)).toEqual([[1, [[10, [12, 11]]]]]);
  });

  test("leaves zombies out on request", () => {
    expect(shapeOf(treeOf(web, { include_zombies: "0" }).processes)).toEqual([[1, [[10, [11]]]]]);
  });

  test("sums what adds up over each subtree, in units", () => {
    const [init] = treeOf(web).processes;
    expect(init?.subtree).toMatchObject({
      cpu_percent: 130.5,
      memory_rss: 201_000,
      memory_percent: 20.1,
      num_threads: null,
    });
    expect(init?.children[0]?.children[0]?.subtree).toMatchObject({ memory_rss: null });
    expect(init?.subtree).not.toHaveProperty("nice");
  });

  test("makes orphans roots and survives rings of parents", () => {
    const torn = viewOf("torn", [
      { pid: 5, ppid: 999 },
      { pid: 6, ppid: 7 },
      { pid: 7, ppid: 6 },
      { pid: 8, ppid: 8 },
    ]);
    expect(shapeOf(treeOf(torn).processes)).toEqual([5, [6, [7]], 8]);
  });

  test("writes a chain of parents deeper than a call stack, and an empty host", () => {
    const deep = viewOf(
      "deep",
      Array.from({ length: 20_000 }, (_, i) => ({ pid: i + 1, ppid: i })),
    );
    const text = computeTreeText(deep, treeQuery.parse({ host: "deep" }));
    expect(text.endsWith("]}".repeat(20_001))).toBe(true);
    expect(treeOf(viewOf("empty", []))).toEqual({ host: "empty", processes: [] });
  });
});
