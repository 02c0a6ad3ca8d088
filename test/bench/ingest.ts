import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { missingBins } from "./bins.ts";
import { startBuiltHub } from "./built-hub.ts";
import { startSimulatedFleet } from "./fleet/simulated-fleet.ts";
import { watchHealth } from "./ingest/health-latency.ts";
import { measureRowsHub } from "./ingest/rows-hub.ts";
import { startWatchers } from "./ingest/watchers.ts";
import { readCpuMs, readMemory } from "./process-usage.ts";
import { createReport } from "./report.ts";
import { median, percentile } from "./statistics.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  hosts: { type: "string", default: "5000" },
  "rows-hosts": { type: "string", default: "150" },
  windows: { type: "string", default: "3" },
  markdown: { type: "boolean", default: false },
} as const;

const intervalMs = 5000;
const windowMs = 10_000;

/** A fleet of agents on loopback against the built hub, with its journal, and terminals that watch. */
export const benchIngest = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...argv], options });
  const hosts = wholeNumber("hosts", values.hosts, 1, 10_000);
  const rowsHosts = wholeNumber("rows-hosts", values["rows-hosts"], 1, 1000);
  const windows = wholeNumber("windows", values.windows, 1, 100);
  const report = createReport(values.markdown);
  const missing = missingBins("hub");
  if (missing !== undefined) {
    report.note(`not measured: ${missing}`);
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "procmon-bench-ingest-"));
  const hub = await startBuiltHub({ dataDir, flags: ["--log-level", "error"] });
  const fleet = await startSimulatedFleet({
    url: hub.url,
    hosts,
    intervalMs,
    spreadMs: 20_000,
    reconnectMs: 25_000,
    remembers: false,
  });
  const health = watchHealth(hub.url);
  const cpuPercents = async (): Promise<number[]> => {
    const percents: number[] = [];
    for (let window = 0; window < windows; window++) {
      const before = readCpuMs(undefined, hub.pid);
      await sleep(windowMs);
      percents.push((100 * (readCpuMs(undefined, hub.pid) - before)) / windowMs);
    }
    return percents;
  };
  const rows: string[][] = [];
  const add = (what: string, value: number, unit: string, goal?: Goal): void => {
    rows.push([what, `${figure(value)} ${unit}`, goalText(goal), verdict(value, goal)]);
  };
  try {
    for (let waited = 0; waited < 60 && (await fleet.report()).connected < hosts; waited++)
      await sleep(1000);
    const { connected } = await fleet.report();
    add("agents connected", connected, `of ${hosts}`, { atLeast: hosts });
    await sleep(10_000);
    health.take();
    const measureWith = async (count: number): Promise<number> => {
      const watchers = await startWatchers(hub.url, count, hosts);
      await sleep(2000);
      const percents = await cpuPercents();
      watchers.close();
      return median(percents);
    };
    const alone = await measureWith(0);
    add("CPU of the hub, nobody watches", alone, "% of a core");
    const with20 = await measureWith(20);
    add("CPU of the hub, 20 terminals watch", with20, "% of a core", { atMost: 50 });
    const with200 = await measureWith(200);
    add("CPU of the hub, 200 terminals watch", with200, "% of a core");
    add("200 watchers against none", 100 * (with200 / alone - 1), "% more", { atMost: 20 });
    add("answer to /healthz, p99", percentile(health.take(), 0.99), "ms");
    add("resident memory", readMemory(hub.pid).rssMb, "MB");
    const { sent, acked } = await fleet.report();
    add("samples sent and not acknowledged yet", sent - acked, "");
    await fleet.reconnect();
    await sleep(40_000);
    const latencies = health.take();
    add("all agents connect again within 25 s: /healthz p99", percentile(latencies, 0.99), "ms", {
      atMost: 200,
    });
    add("- longest", Math.max(...latencies), "ms");
    add("- connected afterwards", (await fleet.report()).connected, `of ${hosts}`);
    await fleet.close();
    const rowsUs = await measureRowsHub({ hosts: rowsHosts, intervalMs, seconds: 20 });
    const oursUs = (with20 * 10_000) / (hosts / (intervalMs / 1000));
    add("CPU per sample of a host, ours", oursUs, "us");
    add(`CPU per sample of a hub that takes full rows (${rowsHosts} hosts)`, rowsUs, "us");
    add("hosts per core against it", rowsUs / oursUs, "x", { atLeast: 10 });
    report.add({
      table: {
        title: `${hosts} hosts at ${intervalMs / 1000} s`,
        columns: ["what", "value", "goal", ""],
        rows,
      },
      notes: [],
    });
  } finally {
    health.close();
    await fleet.close();
    await hub.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
