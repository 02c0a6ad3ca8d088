import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { type Piece } from "../../../../src/hub/archive/piece.ts";
import { encodeTierFile } from "../../../../src/hub/archive/tiers/write-tier-file.ts";
import { createFakeClock } from "../../../support/fake-clock.ts";
import { someFacts } from "../../../support/host-view.ts";
import { hasJq, readRecipes } from "../../../support/page-recipes.ts";
import { piecesOfSamples } from "../../../support/pieces-of-samples.ts";
import { someDay, steadySamples } from "../../../support/steady-samples.ts";
import { tierOfPiece } from "../../../support/tier-files.ts";

const run = promisify(execFile);

test("the recipes of the page on storage answer from a tier file", async (context: TestContext) => {
  context.skip(!(await hasJq()), "jq is not installed here");
  const folder = await mkdtemp(join(tmpdir(), "procmon-recipes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const from = someDay + 3 * 3_600_000;
  // Eleven shells at once, of which ten are the busiest.
  const shells = Array.from({ length: 11 }, (_, i) => ({
    pid: 500 + i,
    start: from + 498_000 - someFacts.boot_time,
    name: "sh",
    cpu_time: 10_000_000 + 10_000 * i,
    memory_rss: 8_000_000 + 4096 * i,
  }));
  const samples = steadySamples(from, from + 1_200_000, 5000).map((sample) =>
    sample.time === from + 500_000
      ? { ...sample, processes: [...sample.processes, ...shells] }
      : sample,
  );
  const [piece] = piecesOfSamples(samples) as [Piece];
  const chunks = await encodeTierFile(
    tierOfPiece(piece, "1m"),
    ["2026-11-20T03"],
    createFakeClock(),
  );
  await writeFile(join(folder, "2026-11-20T03.json.gz"), Buffer.concat(chunks));
  const answers: unknown[][] = [];
  for (const recipe of await readRecipes("Tiers")) {
    const { stdout } = await run("sh", ["-c", recipe], { cwd: folder });
    answers.push(
      stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    );
  }
  const [files, busiest, short, memory] = answers;
  expect(files).toEqual([["2026-11-20T03"]]);
  expect(busiest).toHaveLength(20);
  expect(busiest?.[1]).toEqual([[2, "busy"]]);
  expect(busiest?.[8]).toEqual(Array.from({ length: 10 }, (_, i) => [510 - i, "sh"]));
  expect(short).toEqual([["sh", 1, 1000]]);
  expect(memory).toEqual([
    Array.from({ length: 20 }, (_, i) => [1_180_000 + i * 1000, 1_180_000 + i * 1000]),
  ]);
});
