import { describe, expect, test } from "vitest";
import { processFieldIds } from "../../src/protocol/process-fields.ts";
import { commandOf, processRow, processRowOf } from "../../src/protocol/process-row.ts";
import { hostViewOf, type SomeProcess, someFacts } from "../support/host-view.ts";

const full: SomeProcess = {
  pid: 80,
  start: 40_000,
  ppid: 1,
  name: "nginx",
  cmdline: ["/usr/sbin/nginx", "-g"],
  exe: "/usr/sbin/nginx",
  username: "root",
  uid: 0,
  status: "t",
  cpu_percent: 29,
  cpu_time: 12_345,
  memory_rss: 500_000_000,
  nice: -5,
  read_bytes: 4096,
  kernel_thread: false,
  ports: [{ protocol: "tcp", address: "*", port: 80 }],
};

test("a row has the host, then every field in its unit, null where it is absent", () => {
  const row = processRowOf(hostViewOf([full]), 0);
  expect(Object.keys(row)).toEqual(["host", ...processFieldIds]);
  expect(row).toMatchObject({
    host: "web-1",
    pid: 80,
    start: 40_000,
    status: "t",
    status_name: "tracing stop",
    create_time: 1_700_000_040_000,
    age: 60,
    cpu_percent: 0.29,
    cpu_time: 1.2345,
    memory_percent: 3.13,
    nice: -5,
    read_bytes: 4096,
    read_bytes_per_sec: null,
    open_fds: null,
    cgroup: null,
    kernel_thread: false,
    ports: [{ protocol: "tcp", address: "*", port: 80 }],
  });
  expect(processRow.parse(row)).toEqual(row);
});

test("a row of which nothing could be read is all null but its identity", () => {
  const view = hostViewOf([{ pid: 9, start: 5 }], { facts: { ...someFacts, memory_total: null } });
  const { host, pid, start, create_time, age, ...rest } = processRowOf(view, 0);
  expect([host, pid, start, create_time, age]).toEqual(["web-1", 9, 5, 1_700_000_000_005, 99.995]);
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

test("a process younger than the host's clock says has age 0, never less", () => {
  expect(processRowOf(hostViewOf([{ pid: 1, start: 200_000 }]), 0)["age"]).toBe(0);
});

describe("the command of a process", () => {
  test.each<[string, Partial<SomeProcess>]>([
    ["nginx -g", { cmdline: ["/usr/sbin/nginx", "-g"], name: "x" }],
    ["./run a b", { cmdline: ["./run", "a b"] }],
    ["[kworker/0:1]", { name: "kworker/0:1", cmdline: [], kernel_thread: true }],
    ["zombie", { name: "zombie", cmdline: [] }],
    ["hidden", { name: "hidden", cmdline: [""] }],
    ["?", {}],
  ])("is %j", (command, process) => {
    expect(commandOf(hostViewOf([{ pid: 1, ...process }]), 0)).toBe(command);
  });
});
