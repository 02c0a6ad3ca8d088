import { expect, test } from "vitest";
import { type HostEntry } from "../../src/protocol/frame.ts";
import { hostNumberFieldIds } from "../../src/protocol/host-fields.ts";
import { hostRow, hostRowOf } from "../../src/protocol/host-row.ts";
import { HostState, hostFieldNumber } from "../../src/protocol/host-state.ts";
import { hostViewOf, someFacts } from "../support/host-view.ts";

const entry: HostEntry = {
  host: "web-1",
  state: "up",
  interval_ms: 5000,
  first_seen: 1,
  last_seen: 2,
  clock_skew_ms: 0,
  facts: someFacts,
};

test("a row has presence, facts, every field in its unit, counts by state and the busiest process", () => {
  const { state } = hostViewOf([
    { pid: 1, status: "S", cpu_percent: 10 },
    { pid: 2, status: "R", cpu_percent: 9950, cmdline: ["/bin/burn", "-x"] },
    { pid: 3, status: "T" },
    { pid: 4, status: "t", cpu_percent: 0 },
    { pid: 5 },
  ]);
  state.values[hostFieldNumber("load1")] = 123;
  state.values[hostFieldNumber("cpu_percent")] = 4321;
  state.values[hostFieldNumber("memory_used")] = 4_000_000_000;
  state.corePercents = [10, null];
  const row = hostRowOf(entry, state);
  expect(row).toMatchObject({
    host: "web-1",
    state: "up",
    hostname: "web-1.example",
    load1: 1.23,
    load5: null,
    cpu_percent: 43.21,
    memory_percent: 25,
    uptime: 100,
    processes_total: 5,
    processes_running: 1,
    processes_sleeping: 1,
    processes_stopped: 2,
    processes_zombie: 0,
    core_percents: [10, null],
    mounts: null,
    top_process: { pid: 2, command: "burn -x", cpu_percent: 99.5 },
  });
  expect(hostRow.parse(row)).toEqual(row);
});

test("a host that has sent no sample yet has values of null and no busiest process", () => {
  const row = hostRowOf(entry, new HostState()) as Record<string, unknown>;
  for (const id of hostNumberFieldIds) expect([id, row[id]]).toEqual([id, null]);
  expect(row).toMatchObject({
    uptime: null,
    memory_percent: null,
    processes_total: 0,
    top_process: null,
  });
});
