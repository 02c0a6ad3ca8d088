import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createLogFiles, type LogFiles } from "../../../src/hub/journal/log-files.ts";
import { settle } from "../../support/fake-clock.ts";
import { openLogHub, temporaryFolder } from "../../support/log-hub.ts";
import { settleUntil } from "../../support/settle-until.ts";

const logFiles = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

const linesOf = (folder: string, at = -1): string[] => {
  const name = logFiles(folder).at(at) as string;
  return readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1);
};

const framesOf = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as { k: string; q?: number; host: string });

describe("the log", () => {
  test("holds a greeting, a key frame and every frame as it came, each with its checksum", async () => {
    const folder = temporaryFolder();
    const { agent, acked, close } = await openLogHub(folder);
    const web = agent();
    const key = web.keyText(1);
    web.channel.send(key);
    web.put(30);
    const delta = web.deltaText(2);
    web.channel.send(delta);
    await acked(web, 2);
    const lines = linesOf(folder);
    expect(framesOf(lines).map(({ k }) => k)).toEqual(["hello", "key", "delta"]);
    expect(lines.slice(1).map((line) => line.slice(18))).toEqual([
      `"host":"web-07",${key.slice(1)}`,
      `"host":"web-07",${delta.slice(1)}`,
    ]);
    for (const line of lines) {
      const { crc } = JSON.parse(line) as { crc: string };
      expect(crc32(line.slice(18)).toString(16).padStart(8, "0")).toBe(crc);
    }
    await close();
  });

  test("acknowledges nothing before the sync of it is done", async () => {
    const folder = temporaryFolder();
    const real = createLogFiles(folder);
    const syncs: (() => void)[] = [];
    const files: LogFiles = {
      ...real,
      open: async (name, use) => {
        const handle = await real.open(name, use);
        const sync = (): Promise<void> =>
          new Promise((resolve, reject) => {
            syncs.push(() => void handle.sync().then(resolve, reject));
          });
        return { ...handle, sync };
      },
    };
    const { agent, clock, close } = await openLogHub(folder, { files });
    const web = agent();
    web.key(1);
    await clock.advanceAsync(1000);
    await settleUntil("the sync is asked for", () => syncs.length === 1);
    expect(linesOf(folder)).toHaveLength(2);
    web.put(30);
    web.delta(2);
    await clock.advanceAsync(10_000);
    expect(web.acked()).toBe(0);
    syncs.shift()?.();
    await settleUntil("the first is acknowledged", () => web.acked() === 1);
    expect(linesOf(folder)).toHaveLength(2);
    await clock.advanceAsync(1000);
    await settleUntil("the next sync is asked for", () => syncs.length === 1);
    expect(web.acked()).toBe(1);
    syncs.shift()?.();
    await settleUntil("the second is acknowledged", () => {
      clock.advance(1);
      return web.acked() === 2;
    });
    await close();
  });

  test("gives each host a key frame of its own in every file, in place of the delta", async () => {
    const folder = temporaryFolder();
    const { agent, acked, clock, close, packed } = await openLogHub(folder);
    const web = agent();
    const db = agent("db-1");
    for (const one of [web, db]) one.key(1);
    await acked(web, 1);
    await clock.advanceAsync(300_000);
    await settleUntil("the first file is packed and removed", () => logFiles(folder).length === 0);
    for (const one of [web, db]) {
      one.put(30);
      one.delta(2);
    }
    await acked(web, 2);
    expect(framesOf(linesOf(folder)).map(({ host, k, q }) => [host, k, q])).toEqual([
      ["web-07", "hello", undefined],
      ["web-07", "key", 2],
      ["db-1", "hello", undefined],
      ["db-1", "key", 2],
    ]);
    expect(packed.logs).toHaveLength(1);
    expect(framesOf(packed.lines.get("db-1") ?? []).map(({ k, q }) => [k, q])).toEqual([
      ["hello", undefined],
      ["key", 1],
    ]);
    await close();
  });

  test("bears the hub's time where the host's clock is not believed", async () => {
    const folder = temporaryFolder();
    const { agent, acked, clock, journal, close } = await openLogHub(folder);
    const web = agent();
    web.state.time = 5;
    web.channel.send(web.keyText(1).replace(/"t":\d+/, '"t":5'));
    const came = clock.now();
    await acked(web, 1);
    expect(JSON.parse(linesOf(folder).at(-1) as string)).toMatchObject({ at: came, t: 5 });
    expect(journal.span({ tenant: "default", host: "web-07" })).toEqual({ from: came, to: came });
    await close();
  });

  test("with policy `none` asks for no sync", async () => {
    const folder = temporaryFolder();
    const real = createLogFiles(folder);
    const files: LogFiles = {
      ...real,
      open: async (name, use) => ({
        ...(await real.open(name, use)),
        sync: () => Promise.reject(new Error("a sync")),
      }),
    };
    const { agent, acked, close } = await openLogHub(folder, { files, policy: "none" });
    const web = agent();
    web.key(1);
    await acked(web, 1);
    await close();
  });

  test("takes another policy while it runs", async () => {
    const folder = temporaryFolder();
    const real = createLogFiles(folder);
    let syncs = 0;
    const files: LogFiles = {
      ...real,
      open: async (name, use) => {
        const handle = await real.open(name, use);
        const sync = () => {
          syncs++;
          return handle.sync();
        };
        return { ...handle, sync };
      },
    };
    const { agent, acked, journal, close } = await openLogHub(folder, { files });
    const web = agent();
    web.key(1);
    await acked(web, 1);
    expect(syncs).toBeGreaterThan(0);
    const before = syncs;
    journal.setPolicy("none");
    web.delta(2);
    await acked(web, 2);
    expect(syncs).toBe(before);
    await close();
  });

  test("with policy `each` does not wait for a second to pass", async () => {
    const { agent, clock, close } = await openLogHub(temporaryFolder(), { policy: "each" });
    const web = agent();
    web.key(1);
    await settle();
    await settleUntil("it is acknowledged", () => {
      clock.advance(1);
      return web.acked() === 1;
    });
    expect(clock.monotonic()).toBeGreaterThan(0);
    await close();
  });
});
