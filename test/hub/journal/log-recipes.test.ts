import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type TestContext, test } from "vitest";
import { openLogHub, temporaryFolder } from "../../support/log-hub.ts";
import { hasJq, readRecipes } from "../../support/page-recipes.ts";

const run = promisify(execFile);

test("the recipes of the page on storage answer from a log", async (context: TestContext) => {
  context.skip(!(await hasJq()), "jq is not installed here");
  const folder = temporaryFolder();
  const { agent, acked, clock, close } = await openLogHub(join(folder, "wal"));
  const began = clock.now();
  const web = agent("web-07");
  web.key(1);
  agent("db-1").key(1);
  web.put(30, { name: "cron" });
  web.delta(2);
  await acked(web, 2);
  await close();
  const answers: unknown[][] = [];
  for (const recipe of await readRecipes("The log")) {
    const { stdout } = await run("sh", ["-c", recipe], { cwd: folder });
    answers.push(
      stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    );
  }
  const [samples, births, boots] = answers;
  expect(samples).toEqual([
    [1, began],
    [2, began],
  ]);
  expect(births).toEqual([{ pid: 30, name: "cron" }]);
  expect(boots).toEqual([
    ["web-07", "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4", began],
    ["db-1", "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4", began],
  ]);
});
