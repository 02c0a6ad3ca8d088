import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { silentLogger } from "../../src/cli/silent-logger.ts";
import { systemClock } from "../../src/cli/system-clock.ts";
import { createArchive, type StoredArchive } from "../../src/hub/archive/create-archive.ts";
import { hourMs } from "../../src/hub/archive/hour.ts";
import { defaultLimits } from "../../src/hub/archive/retention/limits.ts";
import { createFileShelf } from "../../src/hub/archive/shelf/file-shelf.ts";
import { type Shelf } from "../../src/hub/archive/shelf/shelf.ts";
import { computeHistory, historyAnswerOf } from "../../src/hub/history/history-answer.ts";
import { createScan } from "../../src/hub/history/scan.ts";
import { type Contender, interleave } from "./interleave.ts";
import { fullHour, keepDay } from "./query/kept-day.ts";
import { measureRecent } from "./query/recent-bytes.ts";
import { type Recording, readRecording } from "./recording/read-recording.ts";
import { createReport } from "./report.ts";
import { median, medianRatio } from "./statistics.ts";
import { startPostgres } from "./storage/postgres.ts";
import { copyRows, createRowTable } from "./storage/postgres-rows.ts";
import { figure } from "./table.ts";
import { type Goal, goalText, verdict } from "./verdict.ts";
import { wholeNumber } from "./whole-number.ts";

const options = {
  rounds: { type: "string", default: "21" },
  markdown: { type: "boolean", default: false },
} as const;

/** What questions about the past cost, beside PostgreSQL rows with indexes over the same samples. */
export const benchQuery = async (argv: readonly string[]): Promise<void> => {
  const { values } = parseArgs({ args: [...argv], options });
  const rounds = wholeNumber("rounds", values.rounds, 1, 1000);
  const report = createReport(values.markdown);
  const recording = readRecording();
  if (recording === undefined) {
    report.note("not measured: the recording is missing, see test/bench/recording/record.ts");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-query-"));
  const postgres = await startPostgres();
  const closes: (() => Promise<void>)[] = [];
  try {
    const shelf = createFileShelf(folder);
    const firstHour = await keepDay(shelf, recording);
    const from = firstHour * hourMs;
    const pid = longLivedPid(recording);
    const kept = openArchive(shelf);
    closes.push(() => kept.close());
    const contenders = ourQuestions({ shelf, kept, host: recording.hello.host, pid, from });
    const notes: string[] = [];
    if (typeof postgres === "string") notes.push(`PostgreSQL: ${postgres}`);
    else {
      const hour = fullHour(recording);
      createRowTable(postgres, "samples");
      for (let i = 0; i < 3; i++)
        copyRows(postgres, "samples", hour, from - (hour.frames[0]?.t ?? 0) + i * hourMs);
      postgres.run("vacuum analyze samples");
      const session = await postgres.session();
      const between = `t between to_timestamp(${from / 1000}) and to_timestamp(${(from + hourMs) / 1000})`;
      contenders.push({
        name: "PostgreSQL rows: a pid, 1 h",
        measure: () =>
          session.time(
            `select t, cpu_percent, memory_rss from samples where host = 'recorded' and pid = ${pid} and ${between} order by t`,
          ),
      });
      contenders.push({
        name: "PostgreSQL rows: table at a moment",
        measure: () =>
          session.time(
            `select * from samples where host = 'recorded' and t = (select max(t) from samples where host = 'recorded' and t <= to_timestamp(${(from + 1_800_000) / 1000}))`,
          ),
      });
    }
    for (const contender of contenders) for (let i = 0; i < 30; i++) await contender.measure();
    const results = await interleave(contenders, rounds, 0);
    const row = (name: string, goal?: Goal): string[] => {
      const value = median(results.get(name) ?? []);
      return [name, figure(value), goalText(goal, " ms"), verdict(value, goal)];
    };
    const rows = [
      row("a pid, 24 h (CPU)", { atMost: 10 }),
      row("a pid, 1 h"),
      row("PostgreSQL rows: a pid, 1 h"),
      row("table at a moment, cold", { atMost: 10 }),
      row("table at a moment, scrubbing", { atMost: 1 }),
      row("PostgreSQL rows: table at a moment"),
    ];
    const ratio = medianRatio(
      results.get("PostgreSQL rows: a pid, 1 h") ?? [],
      results.get("a pid, 1 h") ?? [],
    );
    const faster: Goal = { atLeast: 2 };
    rows.push([
      "a pid, 1 h: times faster than PostgreSQL",
      figure(ratio),
      goalText(faster),
      verdict(ratio, faster),
    ]);
    const recent = measureRecent(fullHour(recording));
    const mb: Goal = { atMost: 1 };
    const size = recent.bytes / 1e6;
    rows.push(["1 h of a host in memory, MB", figure(size), goalText(mb), verdict(size, mb)]);
    rows.push(["to keep a frame in memory, us", figure(recent.frameUs), "", ""]);
    report.add({
      table: {
        title: `Questions about ${recording.hello.host}, 720 samples an hour, median of ${rounds} interleaved rounds, ms`,
        columns: ["question", "value", "goal", ""],
        rows,
      },
      notes,
    });
  } finally {
    for (const close of closes) await close();
    if (typeof postgres !== "string") await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const longLivedPid = ({ frames }: Recording): number => {
  const pids = frames[0]?.n?.map((row) => row[1]) ?? [];
  const busy = [...(frames[0]?.c?.cpu_time?.[1] ?? [])].length;
  // Any that lives all the time will do: one from the middle.
  return pids[Math.floor(Math.min(pids.length, busy) / 2)] as number;
};

const openArchive = (shelf: Shelf): StoredArchive =>
  createArchive({ shelf, clock: systemClock, log: silentLogger, limits: () => defaultLimits });

const ourQuestions = (options: {
  shelf: Shelf;
  /** Stays open, as that of a hub does. */
  kept: StoredArchive;
  host: string;
  pid: number;
  from: number;
}): Contender[] => {
  const { shelf, kept, host, pid, from } = options;
  const name = { tenant: "default", host };
  const withArchive = async (use: (archive: StoredArchive) => Promise<void>): Promise<number> => {
    const archive = openArchive(shelf);
    const began = performance.now();
    await use(archive);
    const tookMs = performance.now() - began;
    await archive.close();
    return tookMs;
  };
  const history = async (archive: StoredArchive, hours: number): Promise<void> => {
    const window = { from, to: from + hours * hourMs - 1 };
    const answer = await computeHistory(
      archive.pieces(name, { ...window, pid }),
      { ...window, host, pid, fields: ["cpu_percent", "memory_rss"], limit: 20_000 },
      { scan: createScan({ clock: systemClock }) },
    );
    if (answer === undefined) throw new Error(`expected a history of ${pid}`);
    historyAnswerOf(answer);
  };
  let scrubbed = 0;
  return [
    { name: "a pid, 1 h", measure: () => withArchive((archive) => history(archive, 1)) },
    {
      name: "a pid, 24 h (CPU)",
      measure: async () => {
        const before = process.cpuUsage();
        await withArchive((archive) => history(archive, 24));
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      },
    },
    {
      name: "table at a moment, cold",
      measure: () =>
        withArchive(async (archive) => {
          const table = await archive.tableAt(name, from + 1_800_000);
          if (table === undefined) throw new Error("expected a table");
        }),
    },
    {
      name: "table at a moment, scrubbing",
      measure: async () => {
        scrubbed++;
        const began = performance.now();
        const table = await kept.tableAt(name, from + 600_000 + scrubbed * 5000);
        if (table === undefined) throw new Error("expected a table");
        return performance.now() - began;
      },
    },
  ];
};
