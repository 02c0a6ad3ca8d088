import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createFileShelf } from "../../src/hub/archive/shelf/file-shelf.ts";
import { type Recording, readRecording } from "./recording/read-recording.ts";
import { createReport, type Report } from "./report.ts";
import { mean, median } from "./statistics.ts";
import { measureBesideAtop } from "./storage/beside-atop.ts";
import { deflatedBytes } from "./storage/deflated-bytes.ts";
import { startPostgres } from "./storage/postgres.ts";
import { copyRows, createRowTable, tableBytes } from "./storage/postgres-rows.ts";
import { prometheusBytes } from "./storage/prometheus-blocks.ts";
import { recordedLines, sealRecording } from "./storage/seal-recording.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  minutes: { type: "string", default: "10" },
  markdown: { type: "boolean", default: false },
} as const;

const dayMs = 86_400_000;

/** What a host and day takes, on the wire and on disk, beside what others take for the same. */
export const benchStorage = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...argv], options });
  const minutes = wholeNumber("minutes", values.minutes, 1, 60);
  const report = createReport(values.markdown);
  const recording = readRecording();
  if (recording === undefined) {
    report.note("not measured: the recording is missing, see test/bench/recording/record.ts");
    return;
  }
  await reportFrames(recording, report);
  await reportStores(recording, report);
  await reportAtop(minutes, report);
};

const reportFrames = async (recording: Recording, report: Report): Promise<void> => {
  const deltas = recordedLines(recording, 0).slice(2);
  const raw = deltas.map((text) => Buffer.byteLength(text));
  const deflated = await deflatedBytes(deltas);
  const row = (what: string, bytes: readonly number[], goal: Goal) => {
    const value = mean(bytes);
    return [what, figure(value), figure(median(bytes)), goalText(goal), verdict(value, goal)];
  };
  report.add({
    table: {
      title: "One sample on the wire, bytes",
      columns: ["form", "mean", "median", "goal", ""],
      rows: [
        row("as it is", raw, { atMost: 2600 }),
        row("permessage-deflate", deflated, { atMost: 600 }),
      ],
    },
    notes: [],
  });
};

const reportStores = async (recording: Recording, report: Report): Promise<void> => {
  const { frames, hello } = recording;
  const perDay = dayMs / (frames.length * hello.interval_ms) / 1e6;
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-storage-"));
  const rows: string[][] = [];
  const notes: string[] = [];
  try {
    const ours =
      (await sealRecording(createFileShelf(folder), hello.host, recording, 480_000)) * perDay;
    const add = (name: string, mb: number, goal?: Goal): void => {
      const ratio = mb / ours;
      rows.push([name, figure(mb), figure(ratio), goalText(goal), verdict(ratio, goal)]);
    };
    const own: Goal = { atMost: 9 };
    rows.push([
      "procmon, sealed segments",
      figure(ours),
      "1",
      goalText(own, " MB"),
      verdict(ours, own),
    ]);
    const blocks = prometheusBytes(recording);
    if (typeof blocks === "string") notes.push(`Prometheus: ${blocks}`);
    else add("Prometheus blocks, a series a number", blocks * perDay, { atLeast: 20 });
    const postgres = await startPostgres();
    if (typeof postgres === "string") notes.push(`PostgreSQL: ${postgres}`);
    else {
      try {
        createRowTable(postgres, "process_samples");
        copyRows(postgres, "process_samples", recording);
        const bytes = tableBytes(postgres, "process_samples");
        add(
          `PostgreSQL ${postgres.version}, a typed row a process and sample, 2 indexes`,
          bytes * perDay,
          {
            atLeast: 80,
          },
        );
      } finally {
        await postgres.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report.add({
    table: {
      title: `${frames.length} samples at ${hello.interval_ms / 1000} s of the recording`,
      columns: ["store", "MB a host and day", "x procmon", "goal", ""],
      rows,
    },
    notes,
  });
};

const reportAtop = async (minutes: number, report: Report): Promise<void> => {
  const beside = await measureBesideAtop(minutes);
  if (typeof beside === "string") {
    report.note(`not measured: ${beside}`);
    return;
  }
  const { processes, samples, atopBytes, ourBytes } = beside;
  const goal: Goal = { atLeast: 25 };
  const ratio = atopBytes / ourBytes;
  report.add({
    table: {
      title: `${minutes} minutes of this machine at 5 s, ${processes} processes, both at once`,
      columns: ["store", "bytes a sample", "x procmon", "goal", ""],
      rows: [
        ["procmon, one segment", figure(ourBytes / samples), "1", "", ""],
        [
          "atop raw file",
          figure(atopBytes / samples),
          figure(ratio),
          goalText(goal),
          verdict(ratio, goal),
        ],
      ],
    },
    notes: [],
  });
};
