import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { missingBins } from "./bins.ts";
import { startBuiltHub } from "./built-hub.ts";
import { readRecording } from "./recording/read-recording.ts";
import { createReport } from "./report.ts";
import { writeLogs } from "./restart/write-logs.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  hosts: { type: "string", default: "1000" },
  files: { type: "string", default: "5" },
  markdown: { type: "boolean", default: false },
} as const;

/** How soon a hub is back over the log that a killed one left. */
export const benchRestart = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...argv], options });
  const hosts = wholeNumber("hosts", values.hosts, 1, 10_000);
  const files = wholeNumber("files", values.files, 1, 7);
  const report = createReport(values.markdown);
  const recording = readRecording();
  const missing =
    missingBins("hub") ?? (recording === undefined ? "the recording is missing" : undefined);
  if (missing !== undefined || recording === undefined) {
    report.note(`not measured: ${missing}`);
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "procmon-bench-restart-"));
  try {
    const bytes = writeLogs(dataDir, recording, hosts, files);
    const began = performance.now();
    const hub = await startBuiltHub({ dataDir, flags: ["--log-level", "error"] });
    const ready = async (): Promise<boolean> => (await fetch(`${hub.url}/readyz`)).ok;
    for (let waited = 0; !(await ready()) && waited < 3000; waited++) await sleep(20);
    const readyMs = performance.now() - began;
    const { total } = (await (await fetch(`${hub.url}/api/v1/processes?limit=0`)).json()) as {
      total: number;
    };
    await hub.kill();
    const row = (what: string, value: number, unit: string, goal?: Goal): string[] => [
      what,
      `${figure(value)} ${unit}`,
      goalText(goal),
      verdict(value, goal),
    ];
    report.add({
      table: {
        title: `A start over ${figure(bytes / 1e9)} GB of log, ${hosts} hosts`,
        columns: ["what", "value", "goal", ""],
        rows: [
          row("serving after", hub.servingAfterMs, "ms", { atMost: 500 }),
          row("all hosts current after", readyMs, "ms", { atMost: 2000 }),
          row("processes then", total, ""),
        ],
      },
      notes: [],
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};
