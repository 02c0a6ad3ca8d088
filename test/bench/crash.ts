import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { missingBins } from "./bins.ts";
import { startBuiltHub } from "./built-hub.ts";
import { type AckedSamples, startSimulatedFleet } from "./fleet/simulated-fleet.ts";
import { type Recording, readRecording } from "./recording/read-recording.ts";
import { createReport } from "./report.ts";
import { median } from "./statistics.ts";
import { figure } from "./table.ts";
import { verdict } from "./verdict.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  hosts: { type: "string", default: "200" },
  seconds: { type: "string", default: "120" },
  every: { type: "string", default: "15" },
  markdown: { type: "boolean", default: false },
} as const;

const intervalMs = 1000;

/** Kills the hub again and again under a fleet, then asks it for every sample that it acknowledged. */
export const benchCrash = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...argv], options });
  const hosts = wholeNumber("hosts", values.hosts, 1, 5000);
  const seconds = wholeNumber("seconds", values.seconds, 10, 3600);
  const every = wholeNumber("every", values.every, 5, 600);
  const report = createReport(values.markdown);
  const recording = readRecording();
  const missing =
    missingBins("hub") ?? (recording === undefined ? "the recording is missing" : undefined);
  if (missing !== undefined || recording === undefined) {
    report.note(`not measured: ${missing}`);
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "procmon-bench-crash-"));
  const flags = ["--log-level", "error"];
  let hub = await startBuiltHub({ dataDir, flags });
  const { url } = hub;
  const from = Date.now();
  const fleet = await startSimulatedFleet({
    url,
    hosts,
    intervalMs,
    spreadMs: 1000,
    reconnectMs: 1000,
    remembers: true,
  });
  const servingMs: number[] = [];
  try {
    const crashes = Math.floor(seconds / every);
    for (let crash = 1; crash <= crashes; crash++) {
      await sleep(every * 1000);
      await hub.kill();
      hub = await startBuiltHub({ dataDir, url, flags });
      servingMs.push(hub.servingAfterMs);
      console.log(
        `killed ${crash} of ${crashes} times, serving again after ${figure(hub.servingAfterMs)} ms`,
      );
    }
    await sleep(5000);
    const acked = await fleet.acked();
    const { sent } = await fleet.report();
    await fleet.close();
    const found = await compareSamples({ url, acked, from, pid: longestPid(recording) });
    const total = acked.reduce((sum, { times }) => sum + times.length, 0);
    const none = { atMost: 0 };
    report.add({
      table: {
        title: `${hosts} hosts at 1 s, the hub killed ${crashes} times in ${seconds} s`,
        columns: ["what", "value", "goal", ""],
        rows: [
          ["samples sent", String(sent), "", ""],
          ["acknowledged", String(total), "", ""],
          [
            "acknowledged and not there",
            String(found.missing),
            "<= 0",
            verdict(found.missing, none),
          ],
          ["there twice", String(found.doubled), "<= 0", verdict(found.doubled, none)],
          ["serving after a start, median ms", figure(median(servingMs)), "", ""],
        ],
      },
      notes: [],
    });
  } finally {
    await fleet.close();
    await hub.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Asks for the history of one process that every sample shows. */
const compareSamples = async (options: {
  url: string;
  acked: readonly AckedSamples[];
  from: number;
  pid: number;
}): Promise<{ missing: number; doubled: number }> => {
  const { url, acked, from, pid } = options;
  let missing = 0;
  let doubled = 0;
  for (const { host, times } of acked) {
    const query = new URLSearchParams({
      agent_id: host,
      from: String(from),
      to: String(Date.now()),
      fields: "memory_rss",
      limit: "10000",
    });
    const answer = await fetch(`${url}/api/v1/processes/${pid}/history?${query.toString()}`);
    if (!answer.ok) throw new Error(`${host}: ${answer.status} ${await answer.text()}`);
    const { points } = (await answer.json()) as { points: readonly { readonly time: number }[] };
    const kept = new Set(points.map(({ time }) => time));
    doubled += points.length - kept.size;
    for (const time of times) if (!kept.has(time)) missing++;
  }
  return { missing, doubled };
};

/** A process that lives through all of the recording. */
const longestPid = ({ frames }: Recording): number => {
  const gone = new Set(frames.flatMap((frame) => frame.x ?? []));
  const row = frames[0]?.n?.find(([slot]) => !gone.has(slot));
  if (row === undefined) throw new Error("expected a process that lives through the recording");
  return row[1];
};
