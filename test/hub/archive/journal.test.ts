import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openFileStore } from "../../../src/cli/open-store.ts";
import { defaultLimits } from "../../../src/hub/archive/retention/limits.ts";
import { createHub } from "../../../src/hub/hub.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { readSamples } from "./support/read-samples.ts";
import { type ExpectedSample, expectedOf } from "./support/simulated-host.ts";

const begin = Date.parse("2026-11-20T03:40:00Z");
const name = { tenant: "default", host: "web-07" };

test("what a hub took of an agent over two hours is there once, at any time and after a restart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "procmon-archive-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const clock = createFakeClock(begin);
  const log = createRecordingLogger();
  const open = async () => {
    const store = await openFileStore(folder, {
      sync: "each",
      clock,
      log,
      limits: () => defaultLimits,
    });
    const hub = createHub({ clock, log, maxHosts: 10, journal: store.journal });
    const peer = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      now: () => clock.now(),
    });
    peer.hello();
    await clock.advanceAsync(0);
    return { store, hub, peer };
  };
  let { store, hub, peer } = await open();
  const expected: Omit<ExpectedSample, "cores" | "mounts">[] = [];
  const check = async (): Promise<void> => {
    const samples = await readSamples(store.archive, name);
    expect(samples.map(({ time }) => time)).toEqual(expected.map(({ time }) => time));
    expect(samples).toEqual(expected);
  };

  for (let q = 1; q <= 240; q++) {
    await clock.advanceAsync(30_000);
    peer.put(1, { name: "init", rss: 4096 + (q % 7) * 4096, cpuTime: 10 * q });
    peer.put(100 + (q % 5), { name: `short-${q}`, cpuTime: q });
    if (q === 1) peer.key(q);
    else peer.delta(q);
    for (let turn = 0; peer.acked() !== q; turn++) {
      expect(turn).toBeLessThan(20_000);
      if (turn % 50 === 49) clock.advance(100);
      await settle();
    }
    const state = hub.view("web-07")?.state;
    if (state !== undefined) {
      const {
        cores: _,
        mounts: __,
        ...one
      } = expectedOf(state, "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4");
      expected.push(one);
    }
    if (q % 40 === 0) await check();
    if (q === 130) await store.archive.sealDue();
  }
  const table = await store.archive.tableAt(name, begin + 3_600_000);
  expect(table?.time).toBe(expected.findLast(({ time }) => time <= begin + 3_600_000)?.time);
  hub.close();
  await store.close();
  expect(await readdir(join(folder, "journal/default/raw/web-07"))).toContain(
    "2026-11-20T03.json.gz",
  );

  ({ store, hub, peer } = await open());
  for (let turn = 0; store.journal.isRecovering; turn++) {
    expect(turn).toBeLessThan(20_000);
    await settle();
  }
  await check();
  expect(await store.archive.span(name, "raw")).toEqual({
    from: expected[0]?.time,
    to: expected.at(-1)?.time,
  });
  expect(store.archive.damages).toEqual([]);
  hub.close();
  await store.close();
}, 60_000);
