import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type HttpServer } from "../../../src/hub/http/server.ts";
import { type Hub } from "../../../src/hub/hub.ts";
import { healthAnswer } from "../../../src/protocol/api/health.ts";
import { hostsAnswer } from "../../../src/protocol/api/hosts.ts";
import { problem } from "../../../src/protocol/api/problem.ts";
import { processesAnswer } from "../../../src/protocol/api/processes.ts";
import { treeAnswer } from "../../../src/protocol/api/tree.ts";
import { apiPaths } from "../../../src/protocol/api-paths.ts";
import { factsOf } from "../../support/host-facts.ts";
import { type HttpHub, openHttpHub } from "../../support/http-hub.ts";

let http: HttpHub;
let hub: Hub;
let server: HttpServer;
const ask: HttpHub["ask"] = (path, sent) => http.ask(path, sent);

beforeEach(async () => {
  http = await openHttpHub();
  ({ hub, server } = http);
});
afterEach(() => http.close());

const open = (path: string, headers: Record<string, string> = {}): WebSocket =>
  new WebSocket(server.url.replace("http", "ws") + path, { headers });

/** The status an upgrade was refused with. */
const refusal = (socket: WebSocket): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on("error", () => {});
    socket.on("open", () => reject(new Error("expected a refusal, the upgrade went through")));
  });

const closing = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.on("close", (code) => resolve(code)));

const message = (socket: WebSocket): Promise<Record<string, unknown>> =>
  new Promise((resolve) =>
    socket.once("message", (data: Buffer) =>
      resolve(JSON.parse(data.toString()) as Record<string, unknown>),
    ),
  );

describe("over HTTP", () => {
  test("says that it is well and what it counted", async () => {
    const { status, body } = await ask(apiPaths.health);
    expect(status).toBe(200);
    expect(healthAnswer.parse(body)).toMatchObject({
      hosts: { up: 1, late: 0, down: 0 },
      counters: { frames_accepted: 1 },
    });
  });

  test("ignores an offer to go on in a protocol other than WebSocket", async () => {
    const headers = {
      Connection: "Upgrade, HTTP2-Settings",
      Upgrade: "h2c",
      "HTTP2-Settings": "AAMAAABkAAQAAP__",
    };
    expect((await ask(apiPaths.health, { headers })).status).toBe(200);
    expect((await ask("/nothing", { headers })).status).toBe(404);
  });

  test("lists hosts with their facts and figures", async () => {
    const { body } = await ask(apiPaths.hosts);
    expect(hostsAnswer.parse(body).hosts).toMatchObject([
      { host: "web-07", state: "up", os_name: "Debian GNU/Linux", processes_total: 2 },
    ]);
  });

  test("answers for processes and for the tree of a host", async () => {
    const { body } = await ask(`${apiPaths.processes}?host=web-07&name=work&fields=pid,name`);
    expect(processesAnswer.parse(body)).toEqual({
      total: 1,
      next_cursor: null,
      processes: [{ host: "web-07", pid: 20, name: "worker" }],
    });
    const tree = await ask(`${apiPaths.tree}?agent_id=web-07`);
    expect(tree.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(treeAnswer.parse(tree.body).processes).toMatchObject([
      { pid: 1, children: [{ pid: 20 }] },
    ]);
    const both = await ask(`${apiPaths.processes}?host=web-07&agent_id=web-07`);
    expect(both.body).toMatchObject({ total: 2 });
  });

  test.each([
    ["?cpu_gt=much", 400, 'cpu_gt: expected a number of at least 0, got "much"'],
    ["?limit=-1", 400, 'limit: expected a whole number from 0 to 1000000, got "-1"'],
    ["?sort=colour", 400, 'sort: expected the id of a process field, got "colour"'],
    ["?pid=1&pid=2", 400, 'pid: expected the parameter once, got ["1","2"]'],
    ["?sort=-cpux", 400, 'expected the id of a process field, got "cpux"; did you mean cpu?'],
    ["?sort=-rss&order=asc", 400, "order: expected no other order than the sign of sort says"],
    ["/tree?host=web-07&sort=%2Brss&order=desc", 400, "order: expected no other order"],
    [
      "?fields=pid,nope",
      400,
      'fields: expected ids of process fields, separated by commas, got "nope"',
    ],
    ["?fields=pid,nmae,rss", 400, 'got "nmae"; did you mean name?'],
    ["?colour=red", 400, 'no query parameter "colour"; there are agent_id, host, name, '],
    ["?colour=red&fileds=pid", 400, 'no query parameter "colour", "fileds"; there are '],
    ["?fileds=pid", 400, "limit, offset, cursor, fields; did you mean fields?"],
    [
      "/tree?hots=web-07",
      400,
      "; there are agent_id, host, include_zombies, at, sort, order; did you mean host?",
    ],
    ["?host=../etc", 400, "host: expected the id of a host"],
    ["?host=unknown", 404, "expected a host of this hub, got unknown"],
    ["?q=cpu%20>%20", 422, "filter:"],
    ["/tree", 400, "host: expected the id of one host, got nothing"],
    ["/tree?host=web-07&include_zombies=2", 400, "include_zombies: expected 0 or 1"],
  ])("%s is a problem of status %i", async (query, status, detail) => {
    const answer = await ask(apiPaths.processes + query);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    const document = problem.parse(answer.body);
    expect(document.detail).toContain(detail);
    expect(document.status).toBe(status);
    expect(document.hint).not.toBe("");
    if (status === 400) expect(document.code).toBe("PROCMON_QUERY_INVALID");
  });

  test("has a problem document for what the server beneath it cannot read", async () => {
    const { status, headers, body } = await ask("/%zz");
    expect(status).toBe(400);
    expect(headers).toMatchObject({
      "content-type": "application/problem+json; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
    expect(body).toMatchObject({ code: "PROCMON_QUERY_INVALID" });
  });

  test("takes a plus in a URL for the sign it is", async () => {
    const pids = async (query: string) =>
      processesAnswer
        .parse((await ask(`${apiPaths.processes}?fields=pid&${query}`)).body)
        .processes.map(({ pid }) => pid);
    expect(await pids("sort=-pid")).toEqual([20, 1]);
    expect(await pids("sort=+pid")).toEqual([1, 20]);
    expect(await pids("sort=%2Bpid&order=asc")).toEqual([1, 20]);
  });

  test("has a problem document for what is not there, without echoing escapes", async () => {
    const { status, body } = await ask("/nowhere?%1b[2J");
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: "PROCMON_NOT_FOUND" });
  });

  test("refuses a foreign Host and a foreign Origin on every path", async () => {
    for (const path of [apiPaths.health, apiPaths.hosts, apiPaths.processes, "/nowhere"]) {
      expect(await ask(path, { headers: { host: "evil.example" } })).toMatchObject({
        status: 421,
        body: { code: "PROCMON_HOST_HEADER_REFUSED" },
      });
      expect(await ask(path, { headers: { origin: "http://evil.example" } })).toMatchObject({
        status: 403,
        body: { code: "PROCMON_ORIGIN_REFUSED" },
      });
    }
  });

  test("opens itself to no other origin and lets no browser guess or keep", async () => {
    const { headers } = await ask(apiPaths.hosts);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("takes no large body", async () => {
    const answer = await ask("/nowhere", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify("x".repeat(5000)),
    });
    expect(answer).toMatchObject({ status: 413, body: { code: "PROCMON_FRAME_TOO_LARGE" } });
  });
});

describe("over WebSocket", () => {
  test("takes an agent and shows its host to a terminal", async () => {
    const terminal = open(apiPaths.live);
    expect(await message(terminal)).toMatchObject({ k: "hosts", hosts: [{ host: "web-07" }] });
    const remote = open(apiPaths.agent);
    await new Promise((resolve) => remote.once("open", resolve));
    remote.send(
      JSON.stringify({
        k: "hello",
        protocol: 1,
        host: "db-01",
        epoch: "e",
        interval_ms: 5000,
        facts: factsOf(),
      }),
    );
    expect(await message(remote)).toEqual({ k: "ack", q: 0 });
    remote.send('{"k":"key","q":1,"t":1,"e":0,"n":[[0,1,1,"init"]]}');
    expect(await message(remote)).toEqual({ k: "ack", q: 1 });
    expect(hub.view("db-01")?.state.processes.count).toBe(1);
    remote.terminate();
    terminal.terminate();
  });

  test("refuses a foreign Host, a foreign Origin and an unknown path before it upgrades", async () => {
    for (const path of [apiPaths.agent, apiPaths.live]) {
      expect(await refusal(open(path, { host: "evil.example" }))).toBe(421);
      expect(await refusal(open(path, { origin: "http://evil.example" }))).toBe(403);
    }
    expect(await refusal(open("/api/v1/nowhere"))).toBe(404);
    expect(hub.counters).toMatchObject({ agents: 1, terminals: 0 });
  });

  test("closes on a message that is too large and on a binary one", async () => {
    const large = open(apiPaths.live);
    await message(large);
    large.send("x".repeat(3 * 1024 * 1024));
    expect(await closing(large)).toBe(1009);
    const binary = open(apiPaths.live);
    await message(binary);
    binary.send(Buffer.from("{}"));
    expect(await closing(binary)).toBe(1003);
  });

  test("tells an agent why it is refused", async () => {
    const remote = open(apiPaths.agent);
    await new Promise((resolve) => remote.once("open", resolve));
    remote.send('{"k":"hello","protocol":99}');
    expect(await message(remote)).toMatchObject({ k: "error", code: "PROCMON_PROTOCOL_VERSION" });
    expect(await closing(remote)).toBe(4002);
  });

  test("cuts a peer that answers no ping", async () => {
    const deaf = open(apiPaths.live);
    await message(deaf);
    deaf.pong = () => {};
    const closed = closing(deaf);
    http.clock.advance(15_000);
    await new Promise((resolve) => deaf.once("ping", resolve));
    expect(hub.counters.terminals).toBe(1);
    http.clock.advance(15_000);
    expect(await closed).toBe(1006);
  });

  test("says goodbye when it closes and leaves no timer behind", async () => {
    const terminal = open(apiPaths.live);
    await message(terminal);
    const closed = closing(terminal);
    await server.close();
    expect(await closed).toBe(1001);
    await http.close();
    expect(http.clock.pending).toBe(0);
  });
});

test("does not begin to listen on a network address, nor on one that is taken", async () => {
  const start = (host: string, port: number) => http.serve({ listen: { host, port } });
  await expect(start("0.0.0.0", 0)).rejects.toMatchObject({ code: "PROCMON_LISTEN_REFUSED" });
  const { port } = new URL(server.url);
  await expect(start("127.0.0.1", Number(port))).rejects.toMatchObject({
    code: "PROCMON_USAGE",
    message: expect.stringContaining("EADDRINUSE") as unknown,
  });
});
