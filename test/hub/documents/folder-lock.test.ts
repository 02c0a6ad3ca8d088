import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../../../src/hub/documents/folder-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "procmon-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const holder = (pid: number, ...alive: number[]) => ({
  pid,
  isAlive: (other: number) => alive.includes(other),
});

test("a folder is held by one program, and free once released", async () => {
  const release = await lockFolder(folder, holder(10));
  expect(await readFile(join(folder, "lock"), "utf8")).toBe("10");
  await expect(lockFolder(folder, holder(11, 10))).rejects.toThrow(/process 10 holds/);
  await release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder, holder(11, 10)))();
});

test("the lock of a program that is gone is taken over", async () => {
  await lockFolder(folder, holder(10));
  await lockFolder(folder, holder(11));
  expect(await readFile(join(folder, "lock"), "utf8")).toBe("11");
});

test("a lock that says nothing is of no program", async () => {
  await writeFile(join(folder, "lock"), "");
  await lockFolder(folder, holder(11, 0));
  expect(await readFile(join(folder, "lock"), "utf8")).toBe("11");
});
