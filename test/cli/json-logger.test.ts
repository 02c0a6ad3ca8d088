import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createJsonLogger, type JsonLogger } from "../../src/cli/json-logger.ts";

let folder: string;
let fd: number;
let log: JsonLogger;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procmon-log-"));
  fd = openSync(join(folder, "log"), "a");
  log = createJsonLogger("procmon-hub", "info", fd);
});
// The descriptor stays open: the last lines may still be on their way.
afterEach(() => rmSync(folder, { recursive: true }));

/** The lines, once there are at least that many. */
const lines = async (count: number): Promise<Record<string, unknown>[]> => {
  for (;;) {
    const text = readFileSync(join(folder, "log"), "utf8");
    const found = text.split("\n").slice(0, -1);
    if (found.length >= count)
      return found.map((line) => JSON.parse(line) as Record<string, unknown>);
    await setImmediate();
  }
};

test("a line has level, time, name, fields and message", async () => {
  log.warn({ host: "web-07", count: 3 }, "refused a peer");
  expect(await lines(1)).toEqual([
    {
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      name: "procmon-hub",
      host: "web-07",
      count: 3,
      msg: "refused a peer",
    },
  ]);
});

test("no text in a line acts on a terminal or hides, at whatever depth", async () => {
  const evil = "\x1b[2J\u202E\u0085\n\u2028x";
  log.info({ [evil]: evil, a: { b: [evil], error: new Error(evil) } }, evil);
  await lines(1);
  const text = readFileSync(join(folder, "log"), "utf8");
  expect(text.trimEnd()).toMatch(/^[^\p{Cc}\u2028\u202E]*$/u);
  expect(text).not.toMatch(/\\u00(?:0|1|85)|\\n/);
  expect((await lines(1))[0]?.["msg"]).toBe("␛[2J\uFFFD␊x");
});

test("a text of any length, a list of any length and a circle take a bounded line", async () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.info(
    { long: "x".repeat(1e6), list: Array.from({ length: 1e5 }, () => "y"), circle },
    "x".repeat(1e6),
  );
  await lines(1);
  expect(readFileSync(join(folder, "log")).length).toBeLessThan(10_000);
});

test("the level can change while the program runs", async () => {
  log.debug({}, "before");
  log.setLevel("debug");
  log.debug({}, "after");
  log.setLevel("error");
  log.warn({}, "too small");
  log.error({}, "last");
  expect((await lines(2)).map(({ msg }) => msg)).toEqual(["after", "last"]);
});

test("lines that nobody reads in time are dropped, and counted in the next one", async () => {
  for (let i = 0; i < 3000; i++) log.info({ i }, "x".repeat(4000));
  const written = await lines(500);
  expect(written.length).toBeLessThan(3000);
  const [last] = (await lines(written.length)).slice(-1);
  expect(last?.["msg"]).toBe("x".repeat(4000));
  let told: Record<string, unknown>[] = [];
  while (told.length === 0) {
    log.info({}, "next");
    await setImmediate();
    told = (await lines(1)).filter((line) => "lines_dropped" in line);
  }
  expect(told[0]?.["lines_dropped"]).toBeGreaterThan(1000);
});
