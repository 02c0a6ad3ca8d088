import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { type RunningHub, startAgent, startHub } from "../support/built-programs.ts";
import { createLiveWatch } from "../support/live-watch.ts";
import { type Program, startProgram } from "../support/program.ts";
import { checkMetrics, promtoolMissing } from "../support/promtool.ts";

const folder = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
let hub: RunningHub;
let agent: Program;

beforeAll(async () => {
  hub = await startHub(join(folder, "hub"));
  agent = startAgent(hub.url, { id: "web-1", interval: "500ms" });
  const watch = await createLiveWatch(hub.url, "web-1");
  await watch.nextSample();
  await watch.nextSample();
  watch.close();
});
afterAll(async () => {
  await Promise.all([agent, hub].map((program) => program?.close()));
  rmSync(folder, { recursive: true, force: true });
});

const scrape = async (query = ""): Promise<string> => {
  const response = await fetch(new URL(`${apiPaths.metrics}${query}`, hub.url));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return response.text();
};

test("the hub tells of itself and of this machine, of single processes only when asked", async () => {
  const text = await scrape();
  expect(text).toMatch(/^procmon_hub_frames_accepted_total [1-9]\d*$/m);
  expect(text).toMatch(/^procmon_host_up\{host="web-1"\} 1$/m);
  expect(text).toMatch(
    /^procmon_process_group_memory_rss_bytes\{host="web-1",group="[^"]+"\} \d+$/m,
  );
  expect(text).not.toContain("pid=");
  const asked = await scrape("?per_pid=1&host=web-1");
  expect(asked).toContain(`procmon_process_memory_rss_bytes{host="web-1",pid="${hub.pid}"`);
});

test("promtool finds nothing to change", async ({ skip }) => {
  const missing = promtoolMissing("promtool");
  if (missing !== undefined) skip(missing);
  expect(checkMetrics(await scrape("?per_pid=1"))).toBe("");
});

test("a real Prometheus scrapes it and answers from what it took", async ({ skip }) => {
  const missing = promtoolMissing("prometheus");
  if (missing !== undefined) skip(missing);
  const port = await freePort();
  const config = join(folder, "prometheus.yml");
  writeFileSync(
    config,
    `scrape_configs:
  - job_name: procmon
    scrape_interval: 1s
    static_configs:
      - targets: [${JSON.stringify(new URL(hub.url).host)}]
`,
  );
  const prometheus = startProgram("prometheus", [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "tsdb")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  try {
    await prometheus.until("the line that it is ready", (_, log) =>
      log.includes("Server is ready") ? true : undefined,
    );
    const ask = async (
      query: string,
    ): Promise<{ metric: Record<string, string>; value: number }[]> => {
      const url = new URL(`http://127.0.0.1:${port}/api/v1/query`);
      url.searchParams.set("query", query);
      const { data } = (await (await fetch(url)).json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    };
    await expect
      .poll(() => ask('up{job="procmon"}'), { timeout: 20_000 })
      .toMatchObject([{ value: 1 }]);
    await expect
      .poll(() => ask("rate(procmon_hub_frames_accepted_total[10s]) > 0"), { timeout: 20_000 })
      .toHaveLength(1);
    const groups = await ask('count(procmon_process_group_processes{host="web-1"})');
    expect(groups[0]?.value).toBeGreaterThan(1);
    expect(groups[0]?.value).toBeLessThanOrEqual(21);
    expect(await ask("procmon_host_memory_total_bytes")).toMatchObject([
      { metric: { host: "web-1" } },
    ]);
  } finally {
    await prometheus.close();
  }
}, 60_000);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
