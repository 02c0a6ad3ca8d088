import { expect, test } from "vitest";
import { createHubCounters } from "../../../src/hub/hub-counters.ts";
import { createHubMetrics, type HubGauges } from "../../../src/hub/metrics/hub-metrics.ts";
import { type HostEntry } from "../../../src/protocol/frame.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { factsOf } from "../../support/host-facts.ts";
import { checkMetrics, promtoolMissing } from "../../support/promtool.ts";

const start = (gauges: HubGauges = {}) => {
  const clock = createFakeClock();
  const counters = createHubCounters();
  const entry = (host: string, state: HostEntry["state"], silentMs: number): HostEntry => ({
    host,
    state,
    interval_ms: 5000,
    first_seen: clock.now(),
    last_seen: clock.now() - silentMs,
    clock_skew_ms: 0,
    facts: factsOf(),
  });
  const hosts = [entry("a", "up", 7000), entry("b", "up", 1000), entry("c", "down", 90_000)];
  const metrics = createHubMetrics({ counters, hosts: () => hosts, gauges: () => gauges, clock });
  return { clock, counters, metrics };
};

test("tells what the hub counts, holds and how long it takes", async () => {
  const { counters, metrics } = start({ journalLogBytes: 4096, journalTrouble: false });
  counters.frames_accepted = 12;
  counters.agents = 2;
  metrics.observeRequest({ route: "/api/v1/hosts", method: "GET", status: 200, seconds: 0.003 });
  const lines = (await metrics.text()).split("\n");
  expect(lines).toContain("# TYPE procmon_hub_frames_accepted_total counter");
  expect(lines).toContain("procmon_hub_frames_accepted_total 12");
  expect(lines).toContain("# TYPE procmon_hub_connected_agents gauge");
  expect(lines).toContain("procmon_hub_connected_agents 2");
  expect(lines).toContain('procmon_hub_hosts{state="up"} 2');
  expect(lines).toContain('procmon_hub_hosts{state="down"} 1');
  expect(lines).toContain("procmon_hub_ingest_lag_seconds 2");
  expect(lines).toContain("procmon_hub_journal_log_bytes 4096");
  expect(lines).toContain("procmon_hub_journal_trouble 0");
  expect(lines).toContain(
    'procmon_hub_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/api/v1/hosts",status="200"} 1',
  );
  expect(lines.find((line) => line.startsWith("process_resident_memory_bytes "))).toMatch(
    / \d{7,}$/,
  );
  metrics.close();
});

test("counts the same however often it is asked", async () => {
  const { counters, metrics } = start();
  counters.resyncs = 3;
  await metrics.text();
  expect(await metrics.text()).toContain("\nprocmon_hub_resyncs_total 3\n");
  metrics.close();
});

test("leaves out what a hub without a journal does not have", async () => {
  const { metrics } = start();
  expect(await metrics.text()).not.toMatch(/^procmon_hub_journal_log_bytes /m);
  metrics.close();
});

test("tells the delay of the event loop once it has measured it for a while", async () => {
  const { clock, metrics } = start();
  expect(await metrics.text()).not.toMatch(/^procmon_hub_event_loop_delay_seconds\{/m);
  const blockedUntil = performance.now() + 200;
  // The first look starts the measure, the second comes late.
  await new Promise((resolve) => setTimeout(resolve, 120));
  while (performance.now() < blockedUntil + 200);
  await new Promise((resolve) => setTimeout(resolve, 120));
  clock.advance(15_000);
  const found = /^procmon_hub_event_loop_delay_seconds\{quantile="1"\} (.*)$/m.exec(
    await metrics.text(),
  );
  expect(Number(found?.[1])).toBeGreaterThan(0.1);
  metrics.close();
  expect(clock.pending).toBe(0);
});

test("has nothing that promtool would change", async ({ skip }) => {
  const missing = promtoolMissing("promtool");
  if (missing !== undefined) skip(missing);
  const { clock, metrics } = start({
    journalLogBytes: 1,
    journalTrouble: true,
    isRecovering: false,
    recentBytes: 5,
    recentDroppedSamples: 1,
  });
  metrics.observeRequest({ route: "/healthz", method: "GET", status: 200, seconds: 0.5 });
  clock.advance(15_000);
  expect(checkMetrics(await metrics.text())).toBe("");
  metrics.close();
});
