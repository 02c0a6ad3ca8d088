import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Recording } from "../recording/read-recording.ts";
import { storedNumbers, storedRows } from "./process-rows.ts";

/** Bytes of Prometheus' own blocks of a recording, a series for each number of each process; or why not. */
export const prometheusBytes = (recording: Recording): number | string => {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
  } catch {
    return "promtool (Debian package prometheus) is not installed";
  }
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-prom-"));
  try {
    const file = join(folder, "metrics");
    writeOpenMetrics(file, recording);
    execFileSync(
      "promtool",
      ["tsdb", "create-blocks-from", "openmetrics", file, join(folder, "blocks")],
      {
        stdio: "ignore",
      },
    );
    return sizeOf(join(folder, "blocks"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Families one after another, times aligned to the interval: what suits its compression best. */
const writeOpenMetrics = (file: string, recording: Recording): void => {
  const interval = recording.hello.interval_ms;
  const families = [...storedNumbers, "status" as const].map((id) => ({
    id,
    lines: new Map<string, string[]>(),
  }));
  for (const rows of storedRows(recording)) {
    for (const { time, row } of rows) {
      const labels = `{host="${recording.hello.host}",pid="${row.pid}",start="${row.start}",name="${(row.name ?? "").replaceAll(/[\\"\n]/g, "_")}"}`;
      const seconds = (Math.round(time / interval) * interval) / 1000;
      for (const { id, lines } of families) {
        const value = id === "status" ? row.status?.charCodeAt(0) : row[id];
        if (value === null || value === undefined) continue;
        const series = lines.get(labels) ?? [];
        series.push(`procmon_${id}${labels} ${value} ${seconds}\n`);
        lines.set(labels, series);
      }
    }
  }
  const fd = openSync(file, "w");
  for (const { id, lines } of families) {
    writeSync(fd, `# TYPE procmon_${id} gauge\n`);
    for (const series of lines.values()) writeSync(fd, series.join(""));
  }
  writeSync(fd, "# EOF\n");
  closeSync(fd);
};

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
