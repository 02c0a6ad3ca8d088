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

/** The process `pid`, on a machine where the others run too, each with its birth. */
const holder = (pid: number, others: Readonly<Record<number, string>> = {}) => ({
  pid,
  birthOf: (one: number) => (one === pid ? `birth-${pid}` : others[one]),
});
const content = () => readFile(join(folder, "lock"), "utf8");

test("a folder is held by one program, and free once released", async () => {
  const release = await lockFolder(folder, holder(10));
  expect(await content()).toBe("10 birth-10\n");
  await expect(lockFolder(folder, holder(11, { 10: "birth-10" }))).rejects.toThrow(
    /process 10 holds/,
  );
  await release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder, holder(11, { 10: "birth-10" })))();
});

test("the lock of a program that is gone is taken over", async () => {
  await lockFolder(folder, holder(10));
  await lockFolder(folder, holder(11));
  expect(await content()).toBe("11 birth-11\n");
  expect(await readdir(folder)).toEqual(["lock"]);
});

test("the lock of a program whose pid is now another's is taken over", async () => {
  await lockFolder(folder, holder(10));
  await lockFolder(folder, holder(11, { 10: "a birth after the next boot" }));
  expect(await content()).toBe("11 birth-11\n");
});

test("a lock that an earlier program of the same pid left is taken over", async () => {
  await writeFile(join(folder, "lock"), "10 another birth\n");
  await lockFolder(folder, holder(10));
  expect(await content()).toBe("10 birth-10\n");
});

test("where the system tells no births, a process that runs keeps its lock", async () => {
  await lockFolder(folder, holder(10));
  await expect(lockFolder(folder, holder(11, { 10: "" }))).rejects.toThrow(/process 10 holds/);
});

test.each(["", "nothing", "0", "-1"])("a lock that says %j is of no program", async (text) => {
  await writeFile(join(folder, "lock"), text);
  await lockFolder(folder, holder(11, { 0: "", 1: "" }));
  expect(await content()).toBe("11 birth-11\n");
});

test("of many that start at once over a stale lock, one gets it", async () => {
  for (let round = 0; round < 20; round++) {
    await writeFile(join(folder, "lock"), "9 long gone\n");
    const pids = Array.from({ length: 5 }, (_, i) => 100 + i);
    const births = Object.fromEntries(pids.map((pid) => [pid, `birth-${pid}`]));
    const outcomes = await Promise.allSettled(
      pids.map((pid) => lockFolder(folder, holder(pid, births))),
    );
    const taken = outcomes.filter(({ status }) => status === "fulfilled");
    expect(taken).toHaveLength(1);
  }
});
