import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/hub/hub.ts";
import { fleetExposition, type MeasuredHost } from "../../../src/hub/metrics/fleet-exposition.ts";
import { createGroupCounters } from "../../../src/hub/metrics/group-counters.ts";
import { type HostEntry } from "../../../src/protocol/frame.ts";
import { hostFieldNumber } from "../../../src/protocol/host-state.ts";
import { makeSafeText } from "../../../src/protocol/safe-text.ts";
import { connectAgentPeer } from "../../support/agent-peer.ts";
import { createFakeClock, settle } from "../../support/fake-clock.ts";
import { hostViewOf, type SomeProcess, someFacts } from "../../support/host-view.ts";
import { hostileStrings } from "../../support/hostile-strings.ts";
import { checkMetrics, promtoolMissing } from "../../support/promtool.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const measured = (
  processes: readonly SomeProcess[],
  { host = "web-1", state = "up" as HostEntry["state"] } = {},
): MeasuredHost => ({
  view: hostViewOf(processes, { host }),
  entry: {
    host,
    state,
    interval_ms: 5000,
    first_seen: 1_700_000_000_000,
    last_seen: 1_700_000_100_500,
    clock_skew_ms: -500,
    facts: someFacts,
  },
});

const render = async (hosts: readonly MeasuredHost[], perPid = false): Promise<string> => {
  let text = "";
  const counters = createGroupCounters(createFakeClock());
  const parts = fleetExposition(hosts, { counters, perPid, pause: async () => undefined });
  for await (const part of parts) text += part;
  return text;
};
const linesOf = async (hosts: readonly MeasuredHost[], perPid = false): Promise<string[]> =>
  (await render(hosts, perPid)).split("\n");

describe("of each host", () => {
  test("tells the catalogue's metrics in their units, and no value that is absent", async () => {
    const one = measured([{ pid: 1, name: "a", status: "R" }]);
    one.view.state.values[hostFieldNumber("load1")] = 125;
    one.view.state.values[hostFieldNumber("cpu_time_user")] = 4711;
    const lines = await linesOf([one]);
    expect(lines).toContain('procmon_host_load1{host="web-1"} 1.25');
    expect(lines).toContain("# TYPE procmon_host_cpu_user_seconds_total counter");
    expect(lines).toContain('procmon_host_cpu_user_seconds_total{host="web-1"} 47.11');
    expect(lines).toContain('procmon_host_processes_running{host="web-1"} 1');
    expect(lines).toContain('procmon_host_up{host="web-1"} 1');
    expect(lines).toContain('procmon_host_clock_skew_seconds{host="web-1"} -0.5');
    expect(lines.filter((line) => /load5|NaN|null/.test(line))).toEqual([]);
  });

  test("tells of one that is down only that it is", async () => {
    const lines = await linesOf([measured([{ pid: 1, name: "a" }], { state: "down" })]);
    expect(lines).toContain('procmon_host_up{host="web-1"} 0');
    expect(lines.filter((line) => line.startsWith("procmon_process"))).toEqual([]);
  });
});

describe("of process groups", () => {
  test("tells those with most CPU and those with most memory, and all others as one", async () => {
    const processes = Array.from({ length: 100 }, (_, pid) => ({
      pid,
      name: `p${pid >> 1}`,
      cpu_percent: pid * 100,
      memory_rss: (100 - pid) * 1000,
      num_threads: 1,
    }));
    const lines = await linesOf([measured(processes)]);
    const cpu = lines.filter((line) => line.startsWith("procmon_process_group_cpu_percent{"));
    expect(cpu).toHaveLength(21);
    expect(cpu).toContain('procmon_process_group_cpu_percent{host="web-1",group="p49"} 197');
    expect(cpu).toContain('procmon_process_group_cpu_percent{host="web-1",group="p0"} 1');
    const threads = lines.flatMap(
      (line) => /^procmon_process_group_threads\{.*\} (\d+)$/.exec(line)?.[1] ?? [],
    );
    expect(threads.map(Number).reduce((a, b) => a + b)).toBe(100);
    expect(lines).toContain('procmon_process_group_processes{host="web-1"} 60');
  });

  test("shows fewer of each host where the hosts are many", async () => {
    const processes = Array.from({ length: 30 }, (_, pid) => ({
      pid,
      name: `p${pid}`,
      cpu_percent: pid + 1,
    }));
    const hosts = Array.from({ length: 4000 }, (_, i) => measured(processes, { host: `h${i}` }));
    const lines = await linesOf(hosts);
    const series = lines.filter((line) => line.startsWith("procmon_process_group_"));
    expect(series.length).toBeLessThan(300_000);
    const ofOne = series.filter((line) =>
      line.startsWith('procmon_process_group_cpu_percent{host="h7"'),
    );
    expect(ofOne.length).toBeGreaterThan(1);
    expect(ofOne.length).toBeLessThan(11);
  });

  test("has counters that only grow while processes come and go", async () => {
    const clock = createFakeClock();
    const counters = createGroupCounters(clock);
    const hub = createHub({ clock, log: createRecordingLogger(), maxHosts: 1 });
    hub.follow(counters);
    const agent = connectAgentPeer((channel) => hub.acceptAgent(channel), {
      now: () => clock.now(),
    });
    const read = async (): Promise<Record<string, number>> => {
      const view = hub.view("web-07");
      const [entry] = hub.hosts();
      if (view === undefined || entry === undefined) throw new Error("expected the host");
      const found: Record<string, number> = {};
      for await (const part of fleetExposition([{ entry, view }], {
        counters,
        perPid: false,
        pause: async () => undefined,
      }))
        for (const [, group = "rest", value] of part.matchAll(
          /^procmon_process_group_cpu_seconds_total\{host="web-07"(?:,group="(.*)")?\} (.*)$/gm,
        ))
          found[group] = Number(value);
      return found;
    };
    let sequence = 1;
    const sample = async (): Promise<void> => {
      clock.advance(5000);
      if (sequence === 1) agent.key(sequence++);
      else agent.delta(sequence++);
      await settle();
    };
    agent.hello();
    agent.put(50, { name: "cc", cpuTime: 70_000 });
    await sample();
    expect(await read()).toEqual({ cc: 0, init: 0, rest: 0, worker: 0 });
    agent.put(50, { name: "cc", cpuTime: 80_000 });
    await sample();
    expect(await read()).toMatchObject({ cc: 1 });
    agent.state.processes.remove(50);
    await sample();
    const start = clock.now() - 1_700_000_000_000;
    agent.state.processes.add(60, 1060, start);
    agent.state.processes.info.name[60] = "cc";
    agent.state.processes.numbers.cpu_time[60] = 5000;
    agent.state.processes.numbers.memory_rss[60] = 5;
    await sample();
    expect(await read()).toMatchObject({ cc: 1.5 });
    hub.close();
  });
});

describe("of single processes", () => {
  const hosts = [measured([{ pid: 7, name: "a", username: "root", memory_rss: 5 }])];
  const line = 'procmon_process_memory_rss_bytes{host="web-1",pid="7",name="a",username="root"} 5';

  test("tells nothing unless asked", async () => {
    expect(await render(hosts)).not.toContain("pid=");
    expect(await linesOf(hosts, true)).toContain(line);
  });
});

test("has nothing that promtool would change, whatever processes are called", async ({ skip }) => {
  const missing = promtoolMissing("promtool");
  if (missing !== undefined) skip(missing);
  const names = [...hostileStrings.map(makeSafeText), "", 'a"b\\', "\\n", "Ünïcode", "?", "{}"];
  const processes = names.map(
    (name, pid): SomeProcess => ({
      pid,
      name,
      username: name,
      status: "S",
      cpu_percent: pid + 1,
      cpu_time: pid,
      memory_rss: pid,
      memory_vms: pid,
      num_threads: 1,
      open_fds: 1,
      net_conns: 1,
      read_bytes: 1,
      write_bytes: 1,
    }),
  );
  const one = measured(processes);
  one.view.state.values.fill(100);
  expect(checkMetrics(await render([one, measured(processes, { host: "web-2" })], true))).toBe("");
});
