import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { type LogHub, openLogHub } from "../../support/log-hub.ts";
import { readBack } from "../../support/read-back.ts";
import { settleUntil } from "../../support/settle-until.ts";
import { mountSmallDisk, type SmallDisk } from "../../support/small-disk.ts";

const diskOf = (context: TestContext): SmallDisk =>
  mountSmallDisk() ?? context.skip("a file system can be mounted by root only");

/** Takes what room there is left, to the last page. */
const fill = (file: string): void => {
  for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2))
    try {
      writeFileSync(file, Buffer.alloc(bytes), { flag: "a" });
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
    }
};

const sooner = async ({ clock }: LogHub, what: string, holds: () => boolean): Promise<void> => {
  await clock.advanceAsync(1000);
  await settleUntil(what, () => {
    clock.advance(1);
    return holds();
  });
};

test("a disk that fills up stops acknowledgement until there is room again, and nothing is lost", async (context) => {
  const { folder } = diskOf(context);
  const wal = join(folder, "wal");
  const all = await openLogHub(wal);
  const web = all.agent();
  web.key(1);
  await all.acked(web, 1);
  fill(join(folder, "filler"));
  let sequence = 1;
  while (all.journal.trouble === undefined) {
    web.put(2100 + sequence, { name: "x".repeat(200) });
    web.delta(++sequence);
    await sooner(all, "it is kept or troubled", () => {
      return all.journal.trouble !== undefined || web.acked() === sequence;
    });
  }
  const acked = web.acked() as number;
  expect(acked).toBe(sequence - 1);
  expect(all.journal.trouble).toMatch(/ENOSPC/);
  for (let more = 0; more < 20; more++) {
    web.put(3500 + sequence);
    web.delta(++sequence);
    await all.clock.advanceAsync(1000);
  }
  expect(web.acked()).toBe(acked);
  expect(all.hub.view("web-07")?.state.processes.count).toBe(sequence + 1);
  rmSync(join(folder, "filler"));
  await sooner(all, "all is kept", () => web.acked() === sequence);
  expect(all.journal.trouble).toBeUndefined();
  await all.close();
  const { hosts, served, damages } = await readBack(wal);
  expect(hosts.get("web-07")).toMatchObject({ sequence, hasState: true });
  expect(served.get("web-07")).toHaveLength(sequence + 1);
  expect(damages).toBe(0);
});

test("a hub on a read-only disk serves what is there, and keeps again once it may write", async (context) => {
  const disk = diskOf(context);
  const wal = join(disk.folder, "wal");
  const before = await openLogHub(wal);
  const agent = before.agent();
  agent.key(1);
  await before.acked(agent, 1);
  await before.close();
  disk.remount("ro");

  const all = await openLogHub(wal, { pack: () => Promise.reject(new Error("EROFS")) });
  expect(all.hub.view("web-07")?.state.processes.count).toBe(2);
  const web = all.agent();
  await settleUntil("it is greeted", () => web.acked() === 1);
  web.key(2);
  await sooner(all, "the trouble is told", () => all.journal.trouble !== undefined);
  expect(all.journal.trouble).toMatch(/read-only \(EROFS\)/);
  expect(web.acked()).toBe(1);
  disk.remount("rw");
  await sooner(all, "it is kept", () => web.acked() === 2);
  expect(all.journal.trouble).toBeUndefined();
  await all.close();
});
