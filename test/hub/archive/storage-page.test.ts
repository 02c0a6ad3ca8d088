import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createArchive } from "../../../src/hub/archive/create-archive.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createMemoryShelf } from "../../../src/hub/archive/shelf/memory-shelf.ts";
import { type ClosedLog } from "../../../src/hub/journal/packer.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { bornRowFieldIds, numberFieldIds } from "../../../src/protocol/process-fields.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { addProcess } from "../../support/host-view.ts";
import { hasJq } from "../../support/page-recipes.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createSimulatedHost, someName } from "./support/simulated-host.ts";
import { readAsStranger } from "./support/stranger.ts";

const run = promisify(execFile);
const begin = Date.parse("2026-11-20T03:00:00Z");
const segmentFile = "2026-11-20T03.json.gz";
const groupFile = "2026-11-20T03.ndjson.gz";
const logFile = "1795143600000.ndjson";

/** Six samples of a host as the three kinds of files hold them. */
const makeFiles = async () => {
  const shelf = createMemoryShelf({ maxBytes: 1e9 });
  const clock = createFakeClock(begin);
  const host = createSimulatedHost();
  const archive = createArchive({
    shelf,
    clock,
    log: createRecordingLogger(),
    limits: () => defaultLimits,
  });
  let log: ClosedLog | undefined;
  for (let i = 0; i < 6; i++) {
    const state = new HostState();
    state.time = begin + i * 5000 + (i % 2);
    state.elapsed = 5000;
    const { processes } = state;
    addProcess(processes, 0, { pid: 1, name: "init", ppid: 0, cpu_time: 50, memory_rss: 4096 });
    addProcess(processes, 1, {
      pid: 2,
      start: 7,
      ppid: 1,
      name: i < 3 ? "sh" : "make",
      cpu_time: 10_000 * i,
      ...(i !== 2 && { memory_rss: 8192 + 4096 * (i >> 1) }),
      ...(i > 3 && { read_bytes: 100 * i, read_bytes_per_sec: 3 }),
    });
    if (i % 2 === 1) addProcess(processes, 2, { pid: 100 + i, ppid: 2, name: "cc", cpu_time: 9 });
    host.sample(state);
    if (i === 2 || i === 5) {
      log = host.closeLog() as ClosedLog;
      await archive.pack(log);
    }
  }
  const group = Buffer.from((await shelf.read(`default/hot/web-1/${groupFile}`, 0, 1e9)) as Buffer);
  clock.stepWall(7_200_000);
  await archive.sealDue();
  await archive.close();
  const segment = (await shelf.read(`default/raw/web-1/${segmentFile}`, 0, 1e9)) as Buffer;
  const lines = (await log?.lines(someName)) ?? [];
  const logText = lines
    .map((line) => `"host":"web-1",${line.slice(1)}`)
    .map((rest) => `{"crc":"${crc32(rest).toString(16).padStart(8, "0")}",${rest}\n`)
    .join("");
  return { host, group, segment, logText };
};

test("a reader written by the page alone finds every sample of a segment", async () => {
  const { host, segment } = await makeFiles();
  const samples = readAsStranger(segment);
  const rowText = (pid: number, start: number, cells: unknown[]): string =>
    JSON.stringify([pid, start, ...cells]);
  expect(
    samples.map(({ time, elapsed, rows }) => ({
      time,
      elapsed,
      rows: rows
        .map(({ pid, start, numbers, info }) =>
          rowText(pid, start, [
            ...numberFieldIds.map((id) => numbers[id] ?? "NaN"),
            ...bornRowFieldIds.map((id) => info[id] ?? null),
          ]),
        )
        .sort(),
    })),
  ).toEqual(host.expected.map(({ time, elapsed, rows }) => ({ time, elapsed, rows })));
});

test("the recipes of the page answer from files of each kind", async (context) => {
  context.skip(!(await hasJq()), "jq is not installed here");
  const folder = await mkdtemp(join(tmpdir(), "procmon-recipes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { group, segment, logText } = await makeFiles();
  await writeFile(join(folder, segmentFile), segment);
  await writeFile(join(folder, groupFile), group);
  await writeFile(join(folder, logFile), logText);

  const page = await readFile(join(import.meta.dirname, "../../../docs/storage.md"), "utf8");
  const section = page.slice(page.indexOf("\n## Asked with jq"), page.indexOf("\n## What damage"));
  const answers = [];
  for (const [, command = ""] of section.matchAll(/```sh\n(.*?)```/gs)) {
    const { stdout } = await run("sh", ["-c", command], { cwd: folder });
    const lines = stdout.trim().split("\n");
    answers.push(lines.map((line) => JSON.parse(line) as unknown));
  }
  const t = [0, 5001, 10_000, 15_001, 20_000, 25_001].map((ms) => begin + ms);
  expect(answers).toEqual([
    [
      [1, 0, "init", 0, 5],
      [2, 7, "sh", 0, 5],
      [101, 0, "cc", 1, 1],
      [103, 0, "cc", 3, 3],
      [105, 0, "cc", 5, 5],
    ],
    [t],
    [
      [
        [0, 8192],
        [2, null],
        [3, 12_288],
        [4, 16_384],
      ],
    ],
    [
      ["sh", 5],
      ["cc", 0],
      ["init", 0],
    ],
    [
      [1, 0, "init", 4096],
      [2, 1, "sh", 12_288],
      [103, 2, "cc", null],
    ],
    [[1000, 0, [t[0], t[2]]], 2, [1001, 0, [t[3], t[5]]], 3],
    [
      ["key", 4, t[3]],
      ["delta", 5, t[4]],
      ["delta", 6, t[5]],
    ],
  ]);
});
