import { expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { createMetrics } from "../../../src/hub/metrics/metrics.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const start = async (hosts: readonly string[]) => {
  const clock = createFakeClock();
  const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 10 });
  let pauses = 0;
  const pause = async (): Promise<void> => void pauses++;
  const metrics = createMetrics({ hub, gauges: () => ({}), clock, pause });
  for (const host of hosts) {
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), { host });
    agent.hello();
    agent.key(1);
  }
  await settle();
  const scrape = async (host?: string, perPid = false): Promise<string> => {
    let text = "";
    for await (const part of metrics.scrape({ host, perPid })) text += part;
    return text;
  };
  return { clock, hub, metrics, scrape, paused: () => pauses };
};

test("tells of the hub and of all its hosts, and lets others run in between", async () => {
  const { scrape, paused } = await start(["a", "b"]);
  const text = await scrape();
  expect(text).toMatch(/^procmon_hub_frames_accepted_total 2$/m);
  expect(text).toMatch(/^procmon_host_processes\{host="a"\} 2$/m);
  expect(text).toMatch(/^procmon_host_processes\{host="b"\} 2$/m);
  expect(paused()).toBeGreaterThan(10);
});

test("tells of one host, or says that there is none of that name", async () => {
  const { scrape } = await start(["a", "b"]);
  expect(await scrape("b", true)).not.toContain('host="a"');
  await expect(scrape("c")).rejects.toMatchObject({ code: "PROCMON_NOT_FOUND" });
});

test("leaves nothing that runs", async () => {
  const { metrics, hub, clock } = await start(["a"]);
  metrics.close();
  hub.close();
  await clock.advanceAsync(20_000);
  expect(clock.pending).toBe(0);
});
