import { describe, expect, test } from "vitest";
import { createFailingLogFiles } from "../../support/failing-log-files.ts";
import { type LogHub, openLogHub, temporaryFolder } from "../../support/log-hub.ts";
import { readBack } from "../../support/read-back.ts";
import { settleUntil } from "../../support/settle-until.ts";

const startFull = async (limits = {}) => {
  const folder = temporaryFolder();
  const files = createFailingLogFiles(folder);
  const all = await openLogHub(folder, { files, limits });
  const web = all.agent();
  web.key(1);
  await all.acked(web, 1);
  return { ...all, folder, files, web };
};

const troubled = async ({ clock, journal }: Pick<LogHub, "clock" | "journal">): Promise<void> => {
  await clock.advanceAsync(1000);
  await settleUntil("the trouble is told", () => journal.trouble !== undefined);
};

const kept = async (
  { clock, journal }: Pick<LogHub, "clock" | "journal">,
  isKept: () => boolean,
): Promise<void> => {
  await clock.advanceAsync(1000);
  await settleUntil("frames are kept again", () => {
    clock.advance(1);
    return isKept() && journal.trouble === undefined;
  });
};

describe.each([
  ["a full disk", "ENOSPC", /disk is full \(ENOSPC\)/],
  ["a disk that became read-only", "EROFS", /read-only \(EROFS\)/],
  ["a disk that fails to write", "EIO", /reports an error \(EIO\)/],
] as const)("%s", (_, code, reason) => {
  test("is told and stops acknowledgement, not the hub; all is kept once it is over", async () => {
    const all = await startFull();
    const { web, files, journal, hub, clock, log, folder } = all;
    files.code = code;
    files.room = 0;
    web.put(30);
    web.delta(2);
    await troubled(all);
    expect(journal.trouble).toMatch(reason);
    for (let sequence = 3; sequence <= 5; sequence++) {
      web.put(30 + sequence);
      web.delta(sequence);
      await clock.advanceAsync(5000);
    }
    expect(web.acked()).toBe(1);
    expect(web.received.filter(({ k }) => k === "ack").length).toBeGreaterThan(3);
    expect(web.closed).toBeUndefined();
    expect(hub.view("web-07")?.state.processes.count).toBe(6);
    expect(journal.lostFrames).toBe(0);

    files.room = Number.POSITIVE_INFINITY;
    await kept(all, () => web.acked() === 5);
    const told = log.lines.filter(({ message }) => message.includes("acknowledged"));
    expect(told.map(({ level }) => level)).toEqual(["error", "info"]);
    await all.close();
    const { served, damages } = await readBack(folder);
    expect(served.get("web-07")).toEqual([
      "hello",
      "key 1",
      "delta 2",
      "delta 3",
      "delta 4",
      "delta 5",
    ]);
    expect(damages).toBe(0);
  });

  test("leaves nothing half written behind, should the hub end in it", async () => {
    const all = await startFull();
    const { web, files, folder } = all;
    files.code = code;
    files.room = 0;
    web.put(30);
    web.delta(2);
    await troubled(all);
    await all.close();
    const { served, hosts, damages } = await readBack(folder);
    expect(served.get("web-07")).toEqual(["hello", "key 1"]);
    expect(hosts.get("web-07")).toMatchObject({ sequence: 1, hasState: true });
    expect(damages).toBe(0);
  });
});

test("a sync that fails acknowledges nothing, and what it covered is written again", async () => {
  const all = await startFull();
  const { web, files, folder } = all;
  files.syncCode = "EIO";
  web.put(30);
  web.delta(2);
  await troubled(all);
  expect(web.acked()).toBe(1);
  files.syncCode = undefined;
  await kept(all, () => web.acked() === 2);
  await all.close();
  expect((await readBack(folder)).served.get("web-07")).toEqual(["hello", "key 1", "delta 2"]);
});

test("what gathered beyond the bound is given up, counted, and begun anew with a key frame", async () => {
  const all = await startFull({ queueBytes: 2000, queueBytesPerHost: 0 });
  const { web, files, journal, clock, folder } = all;
  files.room = 0;
  let sequence = 1;
  while (journal.lostFrames < 3) {
    web.put(100 + sequence);
    web.delta(++sequence);
    await clock.advanceAsync(1000);
  }
  const lastQueued = sequence - 3;
  expect(web.acked()).toBe(1);
  files.room = Number.POSITIVE_INFINITY;
  await kept(all, () => web.received.some(({ k }) => k === "resync"));
  await kept(all, () => web.acked() === lastQueued);
  // An agent with a spool sends what it still has; one without a key frame of its own.
  web.delta(++sequence);
  web.key(++sequence);
  await kept(all, () => web.acked() === sequence);
  web.put(500);
  web.delta(++sequence);
  await kept(all, () => web.acked() === sequence);
  await all.close();
  const { served, hosts } = await readBack(folder);
  expect(served.get("web-07")?.slice(lastQueued)).toEqual([
    `delta ${lastQueued}`,
    "hello",
    `key ${sequence - 1}`,
    `delta ${sequence}`,
  ]);
  expect(hosts.get("web-07")).toMatchObject({ sequence, hasState: true });
});

test("an archive that takes nothing stops acknowledgement after two hours of logs, and no frame is lost", async () => {
  const folder = temporaryFolder();
  let isBroken = true;
  const packed: string[] = [];
  const all = await openLogHub(folder, {
    pack: async (closed) => {
      if (isBroken) throw new Error("no archive");
      for (const name of closed.hosts) packed.push(...(await closed.lines(name)));
    },
  });
  const { clock, journal } = all;
  const web = all.agent();
  web.key(1);
  await all.acked(web, 1);
  let sequence = 1;
  while (journal.trouble === undefined) {
    await clock.advanceAsync(300_000);
    web.put(100 + sequence);
    web.delta(++sequence);
    if (journal.trouble === undefined) await all.acked(web, sequence);
  }
  expect(journal.trouble).toMatch(/archive/);
  expect(sequence).toBe(25);
  await clock.advanceAsync(5000);
  expect(web.acked()).toBe(24);
  expect(all.hub.hosts()).toMatchObject([{ state: "up" }]);
  isBroken = false;
  await clock.advanceAsync(30_000);
  await settleUntil("the agent is asked", () => web.received.some(({ k }) => k === "resync"));
  web.key(++sequence);
  await kept(all, () => web.acked() === sequence);
  const keys = (): number => packed.filter((line) => line.includes('"k":"key"')).length;
  await settleUntil("all logs are in the archive", () => keys() === 24);
  await all.close();
});
