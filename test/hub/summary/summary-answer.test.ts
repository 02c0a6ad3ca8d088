import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeSummary, type SummedHost } from "../../../src/hub/summary/summary-answer.ts";
import { TopPlaces } from "../../../src/hub/summary/top-places.ts";
import { type HostEntry } from "../../../src/protocol/frame.ts";
import { hostFieldNumber } from "../../../src/protocol/host-state.ts";
import { hostViewOf, type SomeProcess, someFacts } from "../../support/host-view.ts";

const host = (
  id: string,
  processes: readonly SomeProcess[],
  { state = "up" as HostEntry["state"], facts = someFacts } = {},
): SummedHost => ({
  view: hostViewOf(processes, { host: id, facts }),
  entry: {
    host: id,
    state,
    interval_ms: 5000,
    first_seen: 1,
    last_seen: 1,
    clock_skew_ms: 0,
    facts,
  },
});
const summary = (hosts: readonly SummedHost[], limit = 10) =>
  computeSummary(hosts, { limit, now: 5 });

describe("the summary", () => {
  test("counts processes by state, user and host, with what they use", () => {
    const answer = summary([
      host("a", [
        {
          pid: 1,
          status: "R",
          username: "pg",
          cpu_percent: 5000,
          memory_rss: 100,
          read_bytes_per_sec: 7,
        },
        { pid: 2, status: "S", username: "pg", cpu_percent: 10, memory_rss: 1 },
        { pid: 3, username: "root" },
      ]),
      host("b", [{ pid: 1, status: "S", write_bytes_per_sec: 5 }], { state: "late" }),
      host("c", [{ pid: 1, status: "S", cpu_percent: 9999 }], { state: "down" }),
    ]);
    expect(answer.hosts).toEqual({ total: 3, up: 1, late: 1, down: 1 });
    expect(answer.by_status).toEqual({ R: 1, S: 2, "?": 1 });
    expect(answer.by_user).toEqual({
      entries: [
        { username: "pg", processes: 2, cpu_percent: 50.1, memory_rss: 101, io_bytes_per_sec: 7 },
        {
          username: "root",
          processes: 1,
          cpu_percent: null,
          memory_rss: null,
          io_bytes_per_sec: null,
        },
        { username: null, processes: 1, cpu_percent: null, memory_rss: null, io_bytes_per_sec: 5 },
      ],
      others: null,
    });
    expect(answer.by_host.entries).toMatchObject([
      { host: "a", state: "up", processes: 3 },
      { host: "b", state: "late", processes: 1 },
    ]);
    expect(answer.totals).toMatchObject({ processes: 4, cpu_percent: 50.1, io_bytes_per_sec: 12 });
  });

  test("adds up what a list has no room for", () => {
    const processes = Array.from({ length: 6 }, (_, pid) => ({
      pid,
      username: `u${pid >> 1}`,
      memory_rss: 1,
    }));
    const { by_user } = summary([host("a", processes)], 1);
    expect(by_user.entries).toMatchObject([{ username: "u0", processes: 2 }]);
    expect(by_user.others).toMatchObject({ processes: 4, memory_rss: 4, cpu_percent: null });
  });

  test("names the processes that use most, each with its host", () => {
    const { top } = summary([
      host("a", [
        {
          pid: 1,
          name: "cc1",
          cmdline: ["/usr/bin/cc1", "-quiet"],
          cpu_percent: 9000,
          memory_rss: 1,
        },
        { pid: 2, name: "idle", cpu_percent: 0, memory_rss: 3 },
      ]),
      host("b", [
        { pid: 9, name: "tar", cpu_percent: 100, read_bytes_per_sec: 5, write_bytes_per_sec: 6 },
      ]),
    ]);
    expect(top.cpu).toMatchObject([
      { host: "a", pid: 1, command: "cc1 -quiet", cpu_percent: 90 },
      { host: "b", pid: 9, cpu_percent: 1 },
    ]);
    expect(top.memory.map(({ pid }) => pid)).toEqual([2, 1]);
    expect(top.io).toMatchObject([{ pid: 9, io_bytes_per_sec: 11 }]);
  });

  test("weights the CPU of hosts by their processors, and adds up what they have", () => {
    const [a, b] = [host("a", []), host("b", [], { facts: { ...someFacts, cpu_count: 24 } })];
    a.view.state.values[hostFieldNumber("cpu_percent")] = 10_000;
    b.view.state.values[hostFieldNumber("cpu_percent")] = 2000;
    b.view.state.values[hostFieldNumber("net_rx_bytes_per_sec")] = 5;
    expect(summary([a, b]).totals).toMatchObject({
      cpu_count: 32,
      host_cpu_percent: 40,
      memory_total: 32_000_000_000,
      memory_used: null,
      net_bytes_per_sec: 5,
    });
  });

  test("has nothing but nulls of an empty fleet", () => {
    const { totals, hosts } = summary([]);
    expect(hosts).toEqual({ total: 0, up: 0, late: 0, down: 0 });
    expect(new Set(Object.values(totals))).toEqual(new Set([0, null]));
  });
});

test("the highest of many are those that sorting all of them gives", () => {
  const view = hostViewOf([]);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3, max: 50 })),
      fc.integer({ min: 1, max: 5 }),
      (values, most) => {
        const top = new TopPlaces(most);
        for (const [slot, value] of values.entries()) top.offer(view, slot, value);
        const wanted = values.filter((value) => value > 0).sort((a, b) => b - a);
        expect(top.highest.map(({ value }) => value)).toEqual(wanted.slice(0, most));
      },
    ),
  );
});
