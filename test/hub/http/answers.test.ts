import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpLimits } from "../../../src/hub/http/limits.ts";
import { forgetHostCall } from "../../../src/protocol/api/forget-host.ts";
import { hostCall } from "../../../src/protocol/api/host.ts";
import { hostsAnswer } from "../../../src/protocol/api/hosts.ts";
import { problem } from "../../../src/protocol/api/problem.ts";
import { processesAnswer } from "../../../src/protocol/api/processes.ts";
import { apiPaths } from "../../../src/protocol/api-paths.ts";
import { settle } from "../../support/fake-clock.ts";
import { askHttp, type HttpHub, openHttpHub } from "../../support/http-hub.ts";

let http: HttpHub;
const ask: HttpHub["ask"] = (path, sent) => http.ask(path, sent);

beforeEach(async () => {
  http = await openHttpHub();
});
afterEach(() => http.close());

const csv = { accept: "text/csv" };
const pidOf = (row: { pid?: unknown }) => row.pid;

describe("a list", () => {
  test("is CSV for whoever asks for it, and JSON for everybody else", async () => {
    const path = `${apiPaths.processes}?fields=pid,name&sort=pid`;
    const answer = await ask(path, { headers: csv });
    expect(answer.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8; header=present",
      vary: expect.stringContaining("Accept,") as unknown,
    });
    expect(answer.text).toBe("host,pid,name\r\nweb-07,1,init\r\nweb-07,20,worker\r\n");
    for (const accept of [
      "*/*",
      "text/html, */*;q=0.8",
      "application/json, text/csv",
      "text/csv;q=0, */*",
    ])
      expect((await ask(path, { headers: { accept } })).body).toMatchObject({ total: 2 });
    for (const accept of ["text/csv, */*;q=0.1", "text/csv;q=1, application/json;q=0.5", "text/*"])
      expect((await ask(path, { headers: { accept } })).text).toMatch(/^host,pid,name\r\n/);
  });

  test("of hosts is CSV too, with columns for what is within", async () => {
    const { text } = await ask(apiPaths.hosts, { headers: csv });
    const [names, row] = text.split("\r\n");
    expect(names).toMatch(/^host,state,interval_ms,/);
    expect(row).toMatch(/^web-07,up,5000,/);
    const none = await ask(`${apiPaths.hosts}?state=down`, { headers: csv });
    expect(none.text).toMatch(/^host,state,interval_ms,[^\r]*\r\n$/);
  });

  test("lets no name of a process become a formula", async () => {
    const agent = await http.agent("evil");
    agent.put(30, { name: '=HYPERLINK("http://x","y")' });
    agent.key(2);
    await settle();
    const { text } = await ask(`${apiPaths.processes}?pid=30&fields=name`, { headers: csv });
    expect(text).toBe('host,name\r\nevil,"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  test("of processes leads from page to page", async () => {
    for (const host of ["a", "b", "c"]) await http.agent(host);
    const seen: unknown[] = [];
    let path: string | undefined = `${apiPaths.processes}?fields=pid&sort=-pid&limit=3&name=r`;
    while (path !== undefined) {
      const { body, headers }: { body: unknown; headers: Record<string, string | undefined> } =
        await ask(path);
      const answer = processesAnswer.parse(body);
      seen.push(...answer.processes.map(({ host, pid }) => `${host} ${pid as number}`));
      expect(answer.total).toBe(4);
      path = /^<([^>]*)>; rel="next"$/.exec(headers["link"] ?? "")?.[1];
      expect(path === undefined).toBe(answer.next_cursor === null);
      if (answer.next_cursor !== null) expect(path).toContain("name=r");
    }
    expect(seen).toEqual(["a 20", "b 20", "c 20", "web-07 20"]);
  });
});

describe("hosts", () => {
  test("are filtered, sorted and paged", async () => {
    for (const host of ["a", "b"]) (await http.agent(host)).channel.close();
    await settle();
    const hosts = async (query: string) => {
      const { total, hosts: rows } = hostsAnswer.parse((await ask(apiPaths.hosts + query)).body);
      return [total, ...rows.map(({ host }) => host)];
    };
    expect(await hosts("")).toEqual([3, "a", "b", "web-07"]);
    expect(await hosts("?state=down")).toEqual([2, "a", "b"]);
    expect(await hosts("?sort=-host&limit=2")).toEqual([3, "web-07", "b"]);
    expect(await hosts("?sort=state&order=desc&limit=1")).toEqual([3, "web-07"]);
    expect(await hosts("?offset=2")).toEqual([3, "web-07"]);
    expect(await hosts("?sort=processes_total&limit=1")).toEqual([3, "a"]);
    expect((await ask(`${apiPaths.hosts}?sort=sate`)).body).toMatchObject({
      detail: expect.stringContaining("did you mean state?") as unknown,
    });
  });

  test("are given one by one", async () => {
    const answer = await ask("/api/v1/hosts/web-07");
    expect(hostCall.answer.schema.parse(answer.body)).toMatchObject({
      host: "web-07",
      state: "up",
    });
    expect(await ask("/api/v1/hosts/unknown")).toMatchObject({
      status: 404,
      body: { code: "PROCMON_NOT_FOUND" },
    });
    expect(await ask("/api/v1/hosts/..%2Fetc")).toMatchObject({
      status: 400,
      body: { detail: 'path parameter host: expected the id of a host, got "../etc"' },
    });
  });

  test("are forgotten once their agent has left, and then gone everywhere", async () => {
    const path = forgetHostCall.path.replace("{host}", "a");
    const agent = await http.agent("a");
    expect(await ask(path, { method: "DELETE" })).toMatchObject({
      status: 409,
      body: { code: "PROCMON_HOST_CONNECTED" },
    });
    agent.channel.close();
    await settle();
    expect(await ask(path, { method: "DELETE" })).toMatchObject({ status: 204, text: "" });
    expect(await ask(path, { method: "DELETE" })).toMatchObject({ status: 404 });
    expect((await ask(`${apiPaths.processes}?host=a`)).status).toBe(404);
    expect((await ask(apiPaths.hosts)).body).toMatchObject({ total: 1 });
    await http.agent("a");
    expect((await ask(apiPaths.hosts)).body).toMatchObject({ total: 2 });
  });
});

describe("an answer", () => {
  test("is not sent again while it is what the client has", async () => {
    const first = await ask(apiPaths.hosts);
    const tag = first.headers["etag"] as string;
    expect(tag).toMatch(/^W\/"[\w-]+"$/);
    for (const sent of [tag, tag.slice(2), `"x", ${tag}`, "*"]) {
      const again = await ask(apiPaths.hosts, { headers: { "if-none-match": sent } });
      expect([again.status, again.text, again.headers["etag"]]).toEqual([304, "", tag]);
    }
    await http.agent("b");
    const changed = await ask(apiPaths.hosts, { headers: { "if-none-match": tag } });
    expect(changed.status).toBe(200);
    expect(changed.headers["etag"]).not.toBe(tag);
  });

  test("is compressed where that is accepted and worth it, under the same ETag", async () => {
    await http.agent("b");
    const plain = await ask(apiPaths.processes);
    const zipped = await ask(apiPaths.processes, { headers: { "accept-encoding": "br, gzip" } });
    expect(zipped.headers).toMatchObject({
      "content-encoding": "gzip",
      etag: plain.headers["etag"],
      vary: expect.stringContaining("Accept-Encoding") as unknown,
    });
    expect(gunzipSync(zipped.bytes).toString()).toBe(plain.text);
    for (const [path, encoding] of [
      [apiPaths.processes, "gzip;q=0"],
      [apiPaths.processes, "br"],
      [`${apiPaths.processes}?fields=pid`, "gzip"],
    ] as const)
      expect(
        (await ask(path, { headers: { "accept-encoding": encoding } })).headers,
      ).not.toHaveProperty("content-encoding");
  });

  test("that is long comes in pieces, plain and compressed", async () => {
    for (const host of ["a", "b", "c"]) {
      const agent = await http.agent(host);
      for (let pid = 100; pid < 1000; pid++) agent.put(pid, { name: `process-${pid}` });
      agent.key(2);
    }
    await settle();
    const path = `${apiPaths.processes}?sort=pid&limit=10000`;
    const plain = await ask(path);
    expect(plain.text.length).toBeGreaterThan(1024 * 1024);
    expect(plain.headers).toMatchObject({ "transfer-encoding": "chunked" });
    expect(plain.headers).not.toHaveProperty("etag");
    const answer = processesAnswer.parse(plain.body);
    expect(answer.processes.map(pidOf)).toHaveLength(2708);
    const zipped = await ask(path, { headers: { "accept-encoding": "gzip" } });
    expect(gunzipSync(zipped.bytes).toString()).toBe(plain.text);
  });

  test("to HEAD has the headers of GET and nothing else", async () => {
    for (const path of [apiPaths.health, apiPaths.hosts, apiPaths.processes]) {
      const [head, get] = [await ask(path, { method: "HEAD" }), await ask(path)];
      expect([head.status, head.text]).toEqual([200, ""]);
      for (const name of ["content-type", "content-length", "etag"])
        expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
    }
    expect(await ask("/nowhere", { method: "HEAD" })).toMatchObject({ status: 404, text: "" });
  });
});

describe("a request", () => {
  test.each([
    ["POST", apiPaths.hosts, "GET, HEAD, OPTIONS"],
    ["DELETE", apiPaths.processes, "GET, HEAD, OPTIONS"],
    ["PUT", "/api/v1/hosts/web-07", "GET, HEAD, DELETE, OPTIONS"],
  ])("with %s for %s is told which methods there are", async (method, path, allow) => {
    const answer = await ask(path, { method });
    expect(answer).toMatchObject({ status: 405, body: { code: "PROCMON_METHOD_NOT_ALLOWED" } });
    expect(answer.headers["allow"]).toBe(allow);
    expect(await ask(path, { method: "OPTIONS" })).toMatchObject({
      status: 204,
      headers: { allow },
    });
  });

  test("keeps the id it came with, if that is a sane one, in answer, problem and log", async () => {
    for (const [sent, isKept] of [
      ["job-1.a_B", true],
      ["x".repeat(64), true],
      ["x".repeat(65), false],
      ["a b", false],
      ['"><script>', false],
      ["", false],
    ] as const) {
      const answer = await ask("/nowhere", { headers: { "x-request-id": sent } });
      const id = answer.headers["x-request-id"] as string;
      if (isKept) expect(id).toBe(sent);
      else expect(id).toMatch(/^[\da-f-]{36}$/);
      const { instance, request_id } = problem.parse(answer.body);
      expect([instance, request_id]).toEqual([`urn:procmon:request:${id}`, id]);
      expect(http.log.lines.at(-1)).toMatchObject({ fields: { request_id: id } });
    }
  });

  test("is logged when it has been answered, without its query", async () => {
    await ask("/api/v1/hosts/web-07");
    await ask(`${apiPaths.processes}?q=secret`);
    await ask("/%1b[2J");
    const lines = http.log.lines.filter(({ message }) => message === "request");
    expect(lines.map(({ level, fields }) => [level, fields])).toMatchObject([
      ["info", { method: "GET", route: "/api/v1/hosts/:host", status: 200 }],
      ["info", { method: "GET", route: apiPaths.processes, status: 200 }],
      ["info", { method: "GET", route: "none", status: 404 }],
    ]);
    for (const { fields } of lines) {
      expect((fields as { bytes: number }).bytes).toBeGreaterThan(100);
      expect((fields as { ms: number }).ms).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(lines)).not.toContain("secret");
    http.server.setAccessLog(false);
    await ask(apiPaths.health);
    expect(http.log.lines.filter(({ message }) => message === "request")).toHaveLength(3);
  });

  test("with a URL or headers beyond the bounds is refused by name", async () => {
    const long = await ask(`${apiPaths.processes}?q=${"x".repeat(httpLimits.url)}`);
    expect(long).toMatchObject({ status: 414, body: { code: "PROCMON_URL_TOO_LONG" } });
    const headers = { "x-large": "x".repeat(httpLimits.headers) };
    expect(await ask(apiPaths.health, { headers })).toMatchObject({
      status: 431,
      body: { code: "PROCMON_HEADERS_TOO_LARGE" },
    });
    expect(await ask(`/api/v1/hosts/${"x".repeat(300)}`)).toMatchObject({ status: 414 });
  });

  test("that is no HTTP gets a problem, too, and the end of the connection", async () => {
    const { port } = new URL(http.server.url);
    const text = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connect(Number(port), "127.0.0.1", () =>
        socket.write("\u0016\u0003\u0001\r\n\r\n"),
      );
      socket.setEncoding("utf8").on("data", (part: string) => (received += part));
      socket.on("close", () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(problem.parse(JSON.parse(text.slice(text.indexOf("\r\n\r\n"))))).toMatchObject({
      code: "PROCMON_QUERY_INVALID",
    });
  });

  test.each([apiPaths.health, apiPaths.openapi])("for %s takes no parameters", async (path) => {
    expect(await ask(`${path}?x=1`)).toMatchObject({
      status: 400,
      body: { detail: 'there is no query parameter "x"; this call takes none' },
    });
  });
});

describe("pages of other origins", () => {
  const origin = "https://dashboard.example:8443";
  const asOrigin = (name: string) => ({ headers: { origin: name } });

  test("read nothing, and are told of nothing, unless their origin is configured", async () => {
    const refused = await ask(apiPaths.hosts, asOrigin(origin));
    expect(refused).toMatchObject({ status: 403, body: { code: "PROCMON_ORIGIN_REFUSED" } });
    const plain = await ask(apiPaths.hosts);
    for (const { headers } of [refused, plain])
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);

    http.server.setCorsOrigins([origin]);
    const allowed = await ask(apiPaths.hosts, asOrigin(origin));
    expect(allowed).toMatchObject({
      status: 200,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "ETag, Link, X-Request-Id",
        vary: expect.stringContaining("Origin") as unknown,
      },
    });
    expect(allowed.headers).not.toHaveProperty("access-control-allow-credentials");
    for (const other of ["https://evil.example", "https://dashboard.example", "null"])
      expect((await ask(apiPaths.hosts, asOrigin(other))).status).toBe(403);
    const missed = await ask("/api/v1/hosts/unknown", asOrigin(origin));
    expect(missed).toMatchObject({
      status: 404,
      headers: { "access-control-allow-origin": origin },
    });
  });

  test("are answered when they ask whether they may", async () => {
    const preflight = (from: string) =>
      ask("/api/v1/hosts/web-07", {
        method: "OPTIONS",
        headers: { origin: from, "access-control-request-method": "DELETE" },
      });
    expect((await preflight(origin)).status).toBe(403);
    http.server.setCorsOrigins([origin]);
    expect(await preflight(origin)).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, HEAD, POST, DELETE",
        "access-control-max-age": "600",
      },
    });
    expect((await preflight("https://evil.example")).status).toBe(403);
  });

  test.each([
    "*",
    "https://*.example",
    "dashboard.example",
    "https://a.example/",
    "null",
    "file://x",
  ])("cannot be let in as %s", async (name) => {
    expect(() => http.server.setCorsOrigins([name])).toThrow("expected origins such as");
    await expect(http.serve({ corsOrigins: [name] })).rejects.toMatchObject({
      code: "PROCMON_USAGE",
    });
  });
});

test("tells who wants to know of every request that was answered", async () => {
  const observed: unknown[] = [];
  const server = await http.serve({ observe: (request) => observed.push(request) });
  await askHttp(new URL("/api/v1/hosts/unknown", server.url));
  await server.close();
  expect(observed).toMatchObject([
    { method: "GET", route: "/api/v1/hosts/:host", status: 404, seconds: 0 },
  ]);
});
