import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { deflateSync, gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostsAnswer } from "../../src/protocol/api/hosts.ts";
import { problem } from "../../src/protocol/api/problem.ts";
import { processesAnswer } from "../../src/protocol/api/processes.ts";
import { readyAnswer } from "../../src/protocol/api/ready.ts";
import { streamSample } from "../../src/protocol/api/stream-events.ts";
import { summaryAnswer } from "../../src/protocol/api/summary.ts";
import { uploadAnswer, uploadBytes } from "../../src/protocol/api/upload.ts";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { type RunningHub, startAgent, startHub } from "../support/built-programs.ts";
import { createLiveWatch } from "../support/live-watch.ts";
import { sampleBody } from "../support/sample-batch.ts";

const dataDir = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
let hub: RunningHub;
beforeAll(async () => {
  hub = await startHub(dataDir);
});
afterAll(async () => {
  await hub?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = async (
  body: string | Buffer,
  {
    host = "web-9",
    headers = {},
    to = hub.url,
  }: { host?: string; headers?: Record<string, string>; to?: string } = {},
): Promise<{ status: number; body: unknown; headers: Headers }> => {
  const response = await fetch(new URL(apiPaths.upload.replace("{agent_id}", host), to), {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
};
const get = async (path: string): Promise<unknown> => {
  const response = await fetch(new URL(path, hub.url));
  expect(response.status).toBe(200);
  return response.json();
};
const bodyOf = (host: string, changed: object = {}): string =>
  JSON.stringify(sampleBody({ agent_id: host, ...changed }));

describe("a batch over HTTP", () => {
  test("makes a host appear with its processes, as if an agent had sent them", async () => {
    const watch = await createLiveWatch(hub.url, "web-9");
    const sample = watch.nextSample();
    const { status, body } = await post(bodyOf("web-9"));
    expect(status).toBe(202);
    expect(uploadAnswer.parse(body)).toMatchObject({ host: "web-9", accepted: 2, started: 2 });
    await sample;
    watch.close();
    expect(hostsAnswer.parse(await get(apiPaths.hosts)).hosts).toMatchObject([
      { host: "web-9", state: "up", source: "upload", cpu_count: null },
    ]);
    const { processes } = processesAnswer.parse(
      await get(`${apiPaths.processes}?agent_id=web-9&cpu_gt=50`),
    );
    expect(processes).toMatchObject([
      { pid: 4242, name: "postgres", cpu_percent: 97.25, memory_percent: 25 },
    ]);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["zstd", zstdCompressSync],
  ])("may be compressed: %s", async (encoding, compress) => {
    const host = `by-${encoding}`;
    const headers = { "Content-Encoding": encoding };
    expect(await post(compress(Buffer.from(bodyOf(host))), { host, headers })).toMatchObject({
      status: 202,
      body: { accepted: 2 },
    });
    const bomb = compress(Buffer.alloc(uploadBytes + 1, " "));
    const refused = await post(bomb, { host, headers });
    expect(refused.status).toBe(413);
    expect(problem.parse(refused.body).detail).toContain(`${uploadBytes} bytes`);
  });

  test("is refused as a whole where one row is wrong, which is named", async () => {
    const samples = [
      { pid: 1, name: "init" },
      { pid: 2, name: "x", cpu_percent: "high" },
    ];
    const { status, body } = await post(bodyOf("web-bad", { samples }), { host: "web-bad" });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: "PROCMON_BATCH_INVALID",
      errors: [
        { index: 1, field: "cpu_percent", problem: expect.stringContaining("number") as unknown },
      ],
    });
    const { hosts } = hostsAnswer.parse(await get(apiPaths.hosts));
    expect(hosts.map(({ host }) => host)).not.toContain("web-bad");
  });

  test.each<[string, number, string | Buffer, { host?: string; headers?: Record<string, string> }]>(
    [
      ["another id in the body", 422, bodyOf("web-8"), {}],
      ["no id that can be one", 400, bodyOf("-"), { host: "-" }],
      [
        "another content type",
        415,
        "pid=1",
        { headers: { "Content-Type": "application/x-www-form-urlencoded" } },
      ],
      ["another compression", 415, bodyOf("web-9"), { headers: { "Content-Encoding": "br" } }],
      ["no JSON", 400, "{", {}],
      ["nothing", 400, "", {}],
      ["no gzip", 400, bodyOf("web-9"), { headers: { "Content-Encoding": "gzip" } }],
      ["too deep", 413, "[".repeat(100_000), {}],
      [
        "too many rows",
        422,
        bodyOf("web-9", { samples: Array.from({ length: 20_001 }, (_, pid) => ({ pid })) }),
        {},
      ],
      [
        "a text too long",
        422,
        bodyOf("web-9", { samples: [{ pid: 1, name: "x".repeat(10_000) }] }),
        {},
      ],
    ],
  )("is refused for %s", async (_, status, body, options) => {
    const refused = await post(body, options);
    expect(refused).toMatchObject({ status });
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(problem.parse(refused.body).status).toBe(status);
  });

  test("is refused for too large by its announced length, before it is sent", async () => {
    const asked = request(new URL(apiPaths.upload.replace("{agent_id}", "web-9"), hub.url), {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": uploadBytes + 1 },
    });
    asked.flushHeaders();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(problem.parse(await json(answer)).detail).toContain(String(uploadBytes));
    asked.destroy();
  });

  test("is refused while an agent is connected under the id", async () => {
    const agent = startAgent(hub.url, { id: "web-7", interval: "500ms" });
    try {
      const watch = await createLiveWatch(hub.url, "web-7");
      await watch.nextSample();
      watch.close();
      expect(await post(bodyOf("web-7"), { host: "web-7" })).toMatchObject({
        status: 409,
        body: { code: "PROCMON_HOST_TAKEN" },
      });
    } finally {
      await agent.close();
    }
  });
});

test("secrets in uploaded command lines are in no answer, no log line and no file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
  const own = await startHub(folder);
  try {
    const samples = [
      { pid: 1, name: "app", cmdline: "app --token 'hunter2 hunter2' --port 80" },
      { pid: 2, name: "mysql", cmdline: ["mysql", "-phunter2", "mysql://me:hunter2@db/"] },
      { pid: 3, name: "sh", cmdline: ["sh", "-c", "cd /; curl -u me:hunter2 h"] },
    ];
    const taken = await post(bodyOf("web-9", { samples }), { to: own.url });
    expect(taken.status).toBe(202);
    const broken = await post("mysql -phunter2", { to: own.url });
    expect(broken.status).toBe(400);
    const answers = await Promise.all(
      [
        apiPaths.processes,
        apiPaths.tree,
        apiPaths.summary,
        `${apiPaths.processes}?format=csv`,
        `${apiPaths.history.replace("{pid}", "2")}?host=web-9`,
      ].map(async (path) => (await fetch(new URL(path, own.url))).text()),
    );
    expect(answers[0]).toContain("mysql://me:***@db/");
    expect(JSON.stringify([taken.body, broken.body, answers])).not.toContain("hunter2");
    own.kill("SIGTERM");
    await own.exited;
    expect(own.stdout() + own.stderr()).not.toContain("hunter2");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const bytes = readFileSync(join(parentPath, name));
        return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
      });
    expect(files.join("")).toContain("mysql://me:***@db/");
    expect(files.join("")).not.toContain("hunter2");
  } finally {
    await own.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the hub is ready, and says so", async () => {
  expect(readyAnswer.parse(await get(apiPaths.ready))).toEqual({ status: "ok", reasons: [] });
});

test("the summary has what was uploaded", async () => {
  await post(bodyOf("web-9"));
  const answer = summaryAnswer.parse(await get(`${apiPaths.summary}?host=web-9`));
  expect(answer).toMatchObject({
    hosts: { total: 1, up: 1 },
    by_status: { R: 1, S: 1 },
    top: { cpu: [{ host: "web-9", pid: 4242, command: "postgres: writer" }, { pid: 1 }] },
  });
});

test("the stream tells what is uploaded, and goes on where it was cut", async () => {
  const first = await openStream("?host=web-9&fields=name");
  const whole = await first.next("sample");
  expect(streamSample.parse(whole.data)).toMatchObject({ host: "web-9", whole: true });
  await first.close();
  await post(
    bodyOf("web-9", {
      samples: [
        { pid: 1, name: "init" },
        { pid: 77, name: "new" },
      ],
    }),
  );
  const second = await openStream("?host=web-9&fields=name", whole.id);
  const change = await second.next("sample");
  expect(streamSample.parse(change.data)).toMatchObject({
    whole: false,
    processes: [{ pid: 77, name: "new" }],
    left: [{ pid: 4242, ended: true }],
  });
  await second.close();
});

interface StreamReader {
  /** The next event of a type. */
  next(type: string): Promise<{ id: string; data: unknown }>;
  close(): Promise<void>;
}

const openStream = async (query: string, lastEventId?: string): Promise<StreamReader> => {
  const response = await fetch(new URL(apiPaths.stream + query, hub.url), {
    headers: lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId },
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    next: async (type) => {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          if (block.includes(`event: ${type}`))
            return {
              id: /^id: (.*)$/m.exec(block)?.[1] ?? "",
              data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null") as unknown,
            };
        } else text += decoder.decode((await reader.read()).value, { stream: true });
      }
    },
    close: () => reader.cancel(),
  };
};
