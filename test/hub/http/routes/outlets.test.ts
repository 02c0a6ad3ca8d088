import { afterEach, beforeEach, expect, test } from "vitest";
import { readyAnswer } from "../../../../src/protocol/api/ready.ts";
import { summaryAnswer } from "../../../../src/protocol/api/summary.ts";
import { apiPaths } from "../../../../src/protocol/api-paths.ts";
import { settle } from "../../../support/fake-clock.ts";
import { type HttpHub, openHttpHub } from "../../../support/http-hub.ts";
import { sampleBody } from "../../../support/sample-batch.ts";

let http: HttpHub;
beforeEach(async () => {
  http = await openHttpHub();
});
afterEach(() => http.close());

test("the summary has trends of what is in memory, unless none are asked for", async () => {
  const agent = await http.agent("web-08");
  for (let sequence = 2; sequence < 20; sequence++) {
    await http.clock.advanceAsync(10_000);
    agent.put(30, { rss: sequence * 1000 });
    agent.delta(sequence);
    await settle();
  }
  const { body } = await http.ask(`${apiPaths.summary}?host=web-08`);
  const { trends, by_host } = summaryAnswer.parse(body);
  expect(by_host.entries).toMatchObject([{ host: "web-08", processes: 3 }]);
  expect(trends?.points.length).toBeGreaterThanOrEqual(3);
  const memory = trends?.points.map(({ memory_rss }) => memory_rss ?? 0) ?? [];
  expect(memory.toSorted((a, b) => a - b)).toEqual(memory);
  expect(await http.ask(`${apiPaths.summary}?minutes=0`)).toMatchObject({ body: { trends: null } });
  expect(await http.ask(`${apiPaths.summary}?host=web-08&agent_id=web-07`)).toMatchObject({
    status: 400,
  });
  expect(await http.ask(`${apiPaths.summary}?host=nobody`)).toMatchObject({ status: 404 });
});

test("metrics tell of one host, and of no host that there is not", async () => {
  const { status, text, headers } = await http.ask(`${apiPaths.metrics}?host=web-07`);
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(text).toContain('procmon_host_up{host="web-07"} 1');
  expect(await http.ask(`${apiPaths.metrics}?host=nobody`)).toMatchObject({ status: 404 });
});

test.each([
  [
    { isRecovering: true, journalTrouble: undefined, isEnding: false },
    "recovering",
    "log of an earlier run",
  ],
  [
    { isRecovering: false, journalTrouble: "the disk is full", isEnding: false },
    "journal",
    "the disk is full",
  ],
  [{ isRecovering: false, journalTrouble: undefined, isEnding: true }, "ending", "told to end"],
])("a hub in this condition is not ready, and says why: %j", async (condition, code, detail) => {
  const server = await http.serve({
    outlets: { ...http.outlets, condition: () => condition },
  });
  try {
    const response = await fetch(new URL(apiPaths.ready, server.url));
    expect(response.status).toBe(503);
    expect(readyAnswer.parse(await response.json())).toEqual({
      status: "unavailable",
      reasons: [{ code, detail: expect.stringContaining(detail) as unknown }],
    });
  } finally {
    await server.close();
  }
});

test("an upload whose host was forgotten begins anew", async () => {
  const upload = async () => {
    const answer = http.ask(apiPaths.upload.replace("{agent_id}", "web-9"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(sampleBody()),
    });
    return (await answer).body;
  };
  expect(await upload()).toMatchObject({ started: 2 });
  expect(
    await http.ask(apiPaths.host.replace("{host}", "web-9"), { method: "DELETE" }),
  ).toMatchObject({
    status: 204,
  });
  http.clock.advance(1000);
  expect(await upload()).toMatchObject({ started: 2 });
});
