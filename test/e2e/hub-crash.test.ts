import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFileStore } from "../../src/cli/open-store.ts";
import { systemClock } from "../../src/cli/system-clock.ts";
import { defaultLimits } from "../../src/hub/archive/retention/limits.ts";
import { type RestoredHost } from "../../src/hub/restored-host.ts";
import { type RunningHub, startHub } from "../support/built-programs.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createSpoolingAgent, type SpoolingAgent } from "../support/spooling-agent.ts";

const kills = 5;
const hosts = 12;
/** Frames that are sent before the first of them is acknowledged. */
const ahead = 15;

let folder: string;
let hub: RunningHub | undefined;
let agents: SpoolingAgent[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procmon-e2e-"));
  const now = Date.now();
  agents = Array.from({ length: hosts }, (_, index) => createSpoolingAgent(`host-${index}`, now));
});
afterEach(async () => {
  for (const agent of agents) agent.close();
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is kept of a host: its samples by time, with the value that process 7 had. */
const keptSamples = async (): Promise<{
  restored: ReadonlyMap<string, RestoredHost>;
  samples: ReadonlyMap<string, readonly (readonly [time: number, rss: number])[]>;
}> => {
  const store = await openFileStore(folder, {
    clock: systemClock,
    log: createRecordingLogger(),
    limits: () => defaultLimits,
    sync: "1s",
  });
  const restored = new Map<string, RestoredHost>();
  await store.journal.recover((host) => restored.set(host.host, host));
  const samples = new Map<string, (readonly [number, number])[]>();
  for (const { host } of agents) {
    const found: (readonly [number, number])[] = [];
    const window = { from: 0, to: Number.MAX_SAFE_INTEGER, pid: 7 };
    for await (const piece of store.archive.pieces({ tenant: "default", host }, window)) {
      const track = piece.tracks[0];
      const rss = track?.column("memory_rss") ?? new Float64Array();
      piece.times.forEach((time, index) =>
        found.push([time, rss[index - (track?.firstIndex ?? 0)] ?? Number.NaN]),
      );
    }
    samples.set(host, found);
  }
  await store.close();
  return { restored, samples };
};

test("after kill -9 in the middle of it, every acknowledged sample is there, once", async () => {
  for (let kill = 0; kill < kills; kill++) {
    const running = await startHub(folder);
    hub = running;
    await Promise.all(agents.map((agent) => agent.connect(running.url)));
    // Each hub ends at another moment: at the first acknowledgements, or with more of them on the way.
    const rounds = 1 + (kill % 3);
    const first = agents[kill] as SpoolingAgent;
    for (let round = 0; round < rounds; round++) {
      for (const agent of agents)
        while (agent.sequence - agent.acked < ahead + kill) agent.sample();
      await first.nextAck();
    }
    await running.close();
    for (const agent of agents) agent.close();
  }
  const { restored, samples } = await keptSamples();
  for (const agent of agents) {
    const kept = samples.get(agent.host) ?? [];
    expect(agent.acked).toBeGreaterThan(0);
    expect(kept.length).toBeGreaterThanOrEqual(agent.acked);
    expect(kept.length).toBeLessThanOrEqual(agent.sequence);
    const expected = kept.map((_, index) => [agent.startTime + index + 1, index + 1]);
    expect(kept).toEqual(expected);
    expect(restored.get(agent.host)).toMatchObject({ sequence: kept.length, hasState: true });
    expect(agent.resyncs).toBe(0);
  }
}, 90_000);
