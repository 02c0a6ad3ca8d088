import { describe, expect, test } from "vitest";
import { createScan } from "../../../src/hub/history/scan.ts";
import { decodeCursor, encodeCursor } from "../../../src/hub/query/cursor.ts";
import { computeProcessesPage } from "../../../src/hub/query/processes-page.ts";
import { writeProcessesCsv, writeProcessesJson } from "../../../src/hub/query/processes-text.ts";
import { createRowOrder, keyLength } from "../../../src/hub/query/row-order.ts";
import { computeTreeText } from "../../../src/hub/query/tree-text.ts";
import { processesAnswer, processesQuery } from "../../../src/protocol/api/processes.ts";
import { type TreeNode, treeAnswer, treeQuery } from "../../../src/protocol/api/tree.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { type HostView } from "../../../src/protocol/process-row.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
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

const scan = createScan({ clock: createFakeClock() });
const pageOf = (views: readonly HostView[], query: Record<string, string>) =>
  computeProcessesPage(views, processesQuery.parse(query), scan);
const joined = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
};
const ask = async (query: Record<string, string>, views: readonly HostView[] = [web, db]) => {
  const { fields } = processesQuery.parse(query);
  const pieces = writeProcessesJson(await pageOf(views, query), fields, scan);
  return processesAnswer.parse(JSON.parse(await joined(pieces)));
};
const places = async (
  query: Record<string, string>,
  views?: readonly HostView[],
): Promise<string[]> =>
  (await ask({ fields: "pid", ...query }, views)).processes.map(
    ({ host, pid }) => `${host} ${pid as number}`,
  );

describe("GET processes", () => {
  test("sorts by CPU with the busiest first, equal ones by host and pid, absent values last", async () => {
    expect(await places({})).toEqual(["web 11", "db 10", "web 10", "web 1", "web 12", "db 20"]);
    expect(await places({ order: "asc" })).toEqual([
      "web 1",
      "web 12",
      "db 10",
      "web 10",
      "web 11",
      "db 20",
    ]);
  });

  test("sorts by any field, by its alias too, a fact in its own order", async () => {
    expect(await places({ sort: "rss", limit: "2" })).toEqual(["db 10", "web 10"]);
    expect(await places({ sort: "name", limit: "2" })).toEqual(["web 1", "web 12"]);
    expect(await places({ sort: "ports", order: "desc", limit: "3" })).toEqual([
      "web 10",
      "db 10",
      "db 20",
    ]);
  });

  test("sorts as the sign in front of a field says, or as the order does", async () => {
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
      expect([query, await places({ limit: "3", ...query })]).toEqual([query, expected]);
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
  ] satisfies [Record<string, string>, string[]][])("%o gives %o", async (query, expected) => {
    expect(await places(query)).toEqual(expected);
  });

  test("gives the page that was asked for, and the total", async () => {
    expect(await ask({ limit: "2", offset: "1" })).toMatchObject({
      total: 6,
      processes: [
        { host: "db", pid: 10 },
        { host: "web", pid: 10 },
      ],
    });
    expect(await ask({ limit: "0" })).toEqual({ total: 6, next_cursor: null, processes: [] });
    expect(await ask({ offset: "100" })).toEqual({ total: 6, next_cursor: null, processes: [] });
  });

  test("gives every field, or those asked for under their ids", async () => {
    expect((await ask({ pid: "11" })).processes[0]).toMatchObject({
      cpu_percent: 90.5,
      memory_rss: null,
      status_name: "sleeping",
    });
    expect((await ask({ pid: "11", fields: "pid,cpu, memory_rss" })).processes).toEqual([
      { host: "web", pid: 11, cpu_percent: 90.5, memory_rss: null },
    ]);
  });
});

describe("a page of processes", () => {
  /** Hosts with so many processes, whose CPU repeats; none of a tenth of them. */
  const fleetOf = (hosts: number, processes: number): HostView[] =>
    Array.from({ length: hosts }, (_, h) =>
      viewOf(
        `host-${h}`,
        Array.from({ length: processes }, (_, p) => ({
          pid: p + 1,
          name: `name-${(p * 7) % 13}`,
          ...(p % 10 !== 0 && { cpu: (p * 31 + h) % 17 }),
        })),
      ),
    );
  const walk = async (
    views: readonly HostView[],
    query: Record<string, string>,
    between: (page: number) => void = () => undefined,
  ): Promise<string[]> => {
    const seen: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page++) {
      const asked: Record<string, string> =
        cursor === "" ? { fields: "pid", ...query } : { fields: "pid", ...query, cursor };
      const answer = await ask(asked, views);
      seen.push(...answer.processes.map(({ host, pid }) => `${host} ${pid as number}`));
      cursor = answer.next_cursor;
      between(page);
    }
    return seen;
  };

  test.each([
    { sort: "cpu_percent" },
    { sort: "+cpu_percent" },
    { sort: "-name" },
    { sort: "pid" },
    { sort: "ports" },
    { sort: "memory_rss" },
  ] satisfies Record<string, string>[])(
    "after page by cursor, with %j, gives what one answer gives",
    async (query) => {
      const views = fleetOf(5, 40);
      const whole = await places({ ...query, limit: "1000" }, views);
      expect(whole).toHaveLength(200);
      for (const limit of ["1", "7", "200", "1000"])
        expect(await walk(views, { ...query, limit })).toEqual(whole);
    },
  );

  test("neither repeats nor loses a process while others come and go", async () => {
    const view = viewOf(
      "busy",
      Array.from({ length: 100 }, (_, p) => ({ pid: 10 * (p + 1), cpu: p % 5 })),
    );
    const { processes } = view.state;
    const staying = new Set(
      Array.from({ length: 100 }, (_, p) => 10 * (p + 1)).filter((pid) => pid % 30 !== 0),
    );
    const seen = await walk([view], { limit: "9" }, (page) => {
      // One that was given, perhaps the last, and one that was not are gone; two others come.
      for (const pid of [30 * (page + 1), 30 * (33 - page)]) {
        const slot = processes.slotOfPid(pid);
        if (slot !== undefined) processes.remove(slot);
      }
      for (const cpu of [0, 4]) {
        const slot = processes.freeSlot();
        processes.add(slot, 10_000 + 2 * page + (cpu === 0 ? 0 : 1), 1);
        processes.numbers.cpu_percent[slot] = cpu * 100;
      }
    });
    expect(new Set(seen).size).toBe(seen.length);
    const given = new Set(seen.map((place) => Number(place.split(" ")[1])));
    expect([...staying].filter((pid) => !given.has(pid))).toEqual([]);
  });

  test("has the same order whether few or many are asked for", async () => {
    const views = fleetOf(20, 500);
    const whole = await places({ limit: "10000" }, views);
    expect(whole).toHaveLength(10_000);
    expect(await places({ limit: "100" }, views)).toEqual(whole.slice(0, 100));
    expect(await places({ limit: "50", offset: "1900" }, views)).toEqual(whole.slice(1900, 1950));
    expect(await places({ limit: "50", offset: "9900" }, views)).toEqual(whole.slice(9900, 9950));
  });

  const forged = (place: unknown): string =>
    Buffer.from(JSON.stringify(place)).toString("base64url");
  test.each([
    ["x", "expected next_cursor of an answer"],
    ["%%%", "expected next_cursor of an answer"],
    [forged({}), "expected next_cursor of an answer"],
    [forged([2, "cpu_percent", "desc", 1, "web", 1, 1]), "expected next_cursor of an answer"],
    [forged([1, "cpu_percent", "desc", [1], "web", 1, 1]), "expected next_cursor of an answer"],
    [forged([1, "cpu_percent", "desc", 1, "../etc", 1, 1]), "expected next_cursor of an answer"],
    [forged([1, "cpu_percent", "desc", 1, "web", -1, 1]), "expected next_cursor of an answer"],
    [
      forged([1, "cpu_percent", "desc", "x".repeat(257), "web", 1, 1]),
      "expected next_cursor of an answer",
    ],
    [
      forged([1, "name", "asc", "x", "web", 1, 1]),
      "expected one of the same sort and order (cpu_percent, desc)",
    ],
    [forged([1, "cpu_percent", "asc", 1, "web", 1, 1]), "expected one of the same sort and order"],
  ])("refuses the cursor %s", async (cursor, detail) => {
    await expect(ask({ cursor })).rejects.toMatchObject({
      code: "PROCMON_QUERY_INVALID",
      message: expect.stringContaining(`query parameter cursor: ${detail}`) as unknown,
    });
  });

  test("takes cursors of at most 2048 characters, which the longest place keeps to", async () => {
    expect(processesQuery.safeParse({ cursor: "x".repeat(2049) }).success).toBe(false);
    expect(processesQuery.safeParse({ cursor: "x", offset: "1" }).success).toBe(false);
    const order = createRowOrder(processesQuery.parse({ sort: "name" }));
    const place = {
      // The longest in UTF-8; cut within a pair, so that its last unit is half of one.
      key: `${"\u5B57".repeat(keyLength - 1)}\uD83D`,
      host: "h".repeat(128),
      pid: Number.MAX_SAFE_INTEGER,
      start: Number.MAX_SAFE_INTEGER,
    };
    const cursor = encodeCursor(order, place);
    expect(processesQuery.safeParse({ cursor }).success).toBe(true);
    expect(decodeCursor(cursor, order)).toEqual(place);
  });

  test("leaves out who ended while it was written, and whose slot another has", async () => {
    const view = viewOf("web", [{ pid: 1 }, { pid: 2 }, { pid: 3 }]);
    const page = await pageOf([view], { sort: "pid" });
    view.state.processes.remove(0);
    view.state.processes.remove(1);
    view.state.processes.add(1, 99, 5);
    const text = await joined(writeProcessesJson(page, ["pid"], scan));
    expect(JSON.parse(text)).toMatchObject({ total: 3, processes: [{ pid: 3 }] });
  });

  test("is CSV on request, one line a process", async () => {
    const page = await pageOf([web, db], { limit: "2" });
    expect(
      await joined(writeProcessesCsv(page, ["pid", "name", "memory_rss", "ports"], scan)),
    ).toBe(
      'host,pid,name,memory_rss,ports\r\nweb,11,nginx,,\r\ndb,10,postgres,500000,"[{""protocol"":""tcp"",""address"":""*"",""port"":5432}]"\r\n',
    );
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
    expect(treeOf(viewOf("empty", []))).toEqual({ host: "empty", time: 0, processes: [] });
  });
});
