import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type TestContext, test } from "vitest";
import { openLogHub, temporaryFolder } from "../../support/log-hub.ts";

const run = promisify(execFile);

/** The shell commands of the page's section on the log. */
const readRecipes = async (): Promise<string[]> => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/storage.md"), "utf8");
  const section = page.slice(page.indexOf("\n## The log"));
  const end = section.indexOf("\n## ", 1);
  const text = end < 0 ? section : section.slice(0, end);
  return Array.from(text.matchAll(/```sh\n(.*?)```/gs), ([, command = ""]) => command);
};

const hasJq = (): Promise<boolean> =>
  run("jq", ["--version"]).then(
    () => true,
    () => false,
  );

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
  for (const recipe of await readRecipes()) {
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
