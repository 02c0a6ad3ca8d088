import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readyAnswer } from "../../src/protocol/api/ready.ts";
import { apiPaths } from "../../src/protocol/api-paths.ts";
import { startHub } from "../support/built-programs.ts";
import { sampleBody } from "../support/sample-batch.ts";
import { mountSmallDisk } from "../support/small-disk.ts";

/** So many changes that a frame takes more than a block of the disk. */
const samplesAt = (time: number): object[] =>
  Array.from({ length: 500 }, (_, pid) => ({
    pid,
    name: "x",
    memory_rss: (time * (pid + 7)) % 1e9,
  }));

test("a hub whose disk is full says so, answers all the same, and recovers by itself", async ({
  skip,
}) => {
  const disk = mountSmallDisk();
  if (disk === undefined) {
    skip("this user may not mount a file system");
    return;
  }
  const hub = await startHub(join(disk.folder, "data"));
  try {
    const readiness = async (): Promise<unknown> => {
      const response = await fetch(new URL(apiPaths.ready, hub.url));
      const { status, reasons } = readyAnswer.parse(await response.json());
      return [response.status, status, ...reasons.map(({ code }) => code)];
    };
    const upload = async (time: number): Promise<unknown> => {
      const response = await fetch(
        new URL(apiPaths.upload.replace("{agent_id}", "web-9"), hub.url),
        {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(sampleBody({ time, samples: samplesAt(time) })),
        },
      );
      return { status: response.status, ...((await response.json()) as object) };
    };
    const time = Date.now();
    expect(await upload(time)).toMatchObject({ status: 202, accepted: 500 });
    expect(await readiness()).toEqual([200, "ok"]);

    const filler = join(disk.folder, "filler");
    expect(() => writeFileSync(filler, Buffer.alloc(2 * 1024 * 1024))).toThrow("ENOSPC");
    // What is written comes to lie in the last block of the log until that is full, too.
    let last = time;
    await expect
      .poll(async () => upload(++last), { timeout: 60_000 })
      .toMatchObject({ status: 503, code: "PROCMON_NOT_KEPT" });
    expect(await readiness()).toEqual([503, "unavailable", "journal"]);
    const hosts = await fetch(new URL(apiPaths.hosts, hub.url));
    expect(await hosts.json()).toMatchObject({ hosts: [{ host: "web-9", state: "up" }] });

    rmSync(filler);
    await expect.poll(readiness, { timeout: 30_000 }).toEqual([200, "ok"]);
    expect(await upload(last)).toMatchObject({ status: 202, accepted: 0, is_repeat: true });
    expect(await upload(last + 1)).toMatchObject({ status: 202, accepted: 500 });
  } finally {
    await hub.close();
  }
}, 120_000);
