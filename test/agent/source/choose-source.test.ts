import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chooseSource } from "../../../src/agent/source/choose-source.ts";
import { createFakeClock } from "../../support/fake-clock.ts";

const clock = createFakeClock();
let procRoot = "";
beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), "procmon-proc-"));
});
afterEach(() => rmSync(procRoot, { recursive: true }));

const kindOf = async (wanted?: "procfs" | "portable"): Promise<string> => {
  const source = await chooseSource({ wanted, procRoot, clock });
  source.close();
  return source.kind;
};

test("takes the portable source where there is no /proc, or one of another system", async () => {
  expect(await kindOf()).toBe("portable");
  mkdirSync(join(procRoot, "self"));
  writeFileSync(join(procRoot, "self", "stat"), "no such thing");
  expect(await kindOf()).toBe("portable");
});

test("takes its own reader where /proc/self/stat reads as on Linux", async () => {
  mkdirSync(join(procRoot, "self"));
  writeFileSync(join(procRoot, "self", "stat"), "42 (a\n) b) S 1 42 42 0 -1 4194560 ");
  expect(await kindOf()).toBe("procfs");
  expect(await kindOf("portable")).toBe("portable");
});

test("refuses a forced choice that this machine cannot keep, and says why", async () => {
  await expect(kindOf("procfs")).rejects.toMatchObject({
    code: "PROCMON_SOURCE_UNAVAILABLE",
    message: expect.stringContaining("self/stat cannot be read (ENOENT)") as unknown,
  });
});
