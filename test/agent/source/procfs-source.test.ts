import { statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createProcfsSource,
  type ProcfsSourceOptions,
} from "../../../src/agent/source/procfs-source.ts";
import { type Source } from "../../../src/agent/source/source.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { decodeFromAgent } from "../../../src/protocol/decode-frame.ts";
import { encodeDelta, encodeKey } from "../../../src/protocol/encode-frame.ts";
import { type HostNumberFieldId } from "../../../src/protocol/host-fields.ts";
import { HostState, hostFieldNumber } from "../../../src/protocol/host-state.ts";
import { type NumberFieldId } from "../../../src/protocol/process-fields.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { createFakeProc, type FakeProc } from "../../support/fake-proc.ts";

/** Every process is read in full once in so many ticks. */
const ROTATION = 30;
const PF_KTHREAD = 0x00200000;

let proc: FakeProc;
let clock: FakeClock;
let source: Source;
let state: HostState;

const start = (options: Partial<ProcfsSourceOptions> = {}): void => {
  source?.close();
  source = createProcfsSource({
    clock,
    procRoot: proc.root,
    etcRoot: proc.etcRoot,
    readSpace: () => Promise.resolve({ bsize: 4096, blocks: 100, bfree: 25 }),
    ...options,
  });
  state = new HostState();
};

const sample = async (times = 1): Promise<void> => {
  for (let i = 0; i < times; i++) {
    clock.advance(1000);
    await source.sample(state);
  }
};

const slotOf = (pid: number): number => {
  const slot = state.processes.slotOfPid(pid);
  if (slot === undefined) throw new Error(`no process ${pid} in the table`);
  return slot;
};
const number = (pid: number, id: NumberFieldId): number =>
  state.processes.numbers[id][slotOf(pid)] as number;
const status = (pid: number): string => String.fromCharCode(number(pid, "status"));
const host = (id: HostNumberFieldId): number => state.values[hostFieldNumber(id)] as number;
const pids = (): number[] =>
  [...state.processes.pid]
    .filter((_, slot) => state.processes.used[slot] === 1)
    .toSorted((a, b) => a - b);

beforeEach(() => {
  proc = createFakeProc();
  clock = createFakeClock();
  start();
});
afterEach(() => {
  source.close();
  proc.close();
});

describe("a process", () => {
  test("is read in all its fields", async () => {
    proc.put({
      pid: 200,
      name: "pg worker",
      state: "D",
      ppid: 100,
      tty: 34_819,
      nice: -5,
      threads: 1,
      startTicks: 12_345,
      virtualBytes: 8_192_000,
      pages: 300,
      statPages: 280,
      runNs: 1_234_567_890,
      io: { read: 4096, write: 8192 },
      cmdline: "postgres\0-D\0/data\0",
      cgroup: `0::/docker/${"ab".repeat(32)}\n`,
      fds: ["/dev/null", "/tmp/x", "pipe:[5]"],
    });
    await sample();
    const { processes } = state;
    const slot = slotOf(200);
    const { uid } = statSync(proc.root);
    expect(pids()).toEqual([100, 200]);
    expect(processes.start[slot]).toBe(123_450);
    expect(
      Object.fromEntries(
        Object.entries(processes.numbers).map(([id, column]) => [id, column[slot]]),
      ),
    ).toEqual({
      ppid: 100,
      uid,
      status: "D".charCodeAt(0),
      cpu_percent: Number.NaN,
      cpu_time: 12_345,
      memory_rss: 300 * 4096,
      memory_vms: 8_192_000,
      num_threads: 1,
      nice: -5,
      open_fds: 3,
      net_conns: 0,
      read_bytes: 4096,
      read_bytes_per_sec: Number.NaN,
      write_bytes: 8192,
      write_bytes_per_sec: Number.NaN,
    });
    expect(
      Object.fromEntries(Object.entries(processes.info).map(([id, column]) => [id, column[slot]])),
    ).toEqual({
      name: "pg worker",
      cmdline: ["postgres", "-D", "/data"],
      exe: "/usr/bin/worker",
      username: uid === 0 ? "root" : String(uid),
      cgroup: `/docker/${"ab".repeat(32)}`,
      cwd: "/srv",
      tty: "pts/3",
      container_id: "ab".repeat(32),
      kernel_thread: false,
      ports: [],
    });
  });

  test("keeps its slot while it lives; a slot is used again after", async () => {
    for (const pid of [200, 201, 202]) proc.put({ pid });
    await sample();
    const slot = slotOf(201);
    const last = slotOf(202);
    proc.remove(201);
    await sample();
    expect(pids()).toEqual([100, 200, 202]);
    proc.put({ pid: 300 });
    await sample();
    expect(slotOf(300)).toBe(slot);
    expect(slotOf(202)).toBe(last);
  });

  test("makes frames that a hub accepts and that yield the same state", async () => {
    proc.put({ pid: 200, name: "\x1b]0;x\x07\u202Eevil", cmdline: "a\nb\0" });
    await sample();
    const copy = new HostState();
    applyFrame(copy, decodeFromAgent(JSON.stringify(encodeKey(state, 1))) as never);
    const before = copy;
    proc.put({ pid: 200, runNs: 500_000_000, name: "new" });
    await sample();
    const delta = decodeFromAgent(JSON.stringify(encodeDelta(before, state, 2)));
    applyFrame(copy, delta as never);
    expect(copy.processes.numbers.cpu_percent[slotOf(200)]).toBe(5000);
    expect(copy.processes.info.name[slotOf(200)]).toBe("new");
    expect(encodeDelta(copy, state, 3)).toEqual({ k: "delta", q: 3, t: state.time, e: 1000 });
  });

  test("that vanishes between the listing and the reading is no error", async () => {
    proc.write("200/unrelated", "");
    await sample(2);
    expect(pids()).toEqual([100]);
    expect(host("processes_unreadable")).toBe(0);
  });
});

describe("names and arguments", () => {
  test.each<[string, string | Buffer, string]>([
    ["a newline and a made-up stat line", "a\n2 (b) S", "a\u240A2 (b) S"],
    ["parentheses and spaces", "x) R 1 (y", "x) R 1 (y"],
    ["no bytes", "", ""],
    ["escape bytes", "\x1b[2J", "\u241B[2J"],
    ["invalid UTF-8", Buffer.from([0x61, 0xff, 0x62]), "a\uFFFDb"],
  ])("with %s are shown safely", async (_, name, expected) => {
    proc.put({ pid: 200, name, ppid: 7 });
    await sample();
    expect(state.processes.info.name[slotOf(200)]).toBe(expected);
    expect(number(200, "ppid")).toBe(7);
  });

  test("stay an array, masked and cut", async () => {
    proc.put({ pid: 200, cmdline: `app\0--password\0hunter2\0${"x".repeat(9000)}\0` });
    await sample();
    const cmdline = state.processes.info.cmdline[slotOf(200)] as string[];
    expect(cmdline.slice(0, 3)).toEqual(["app", "--password", "***"]);
    expect(cmdline.join("")).toHaveLength(4096);
  });

  test("follow a rewritten title within one rotation", async () => {
    proc.put({ pid: 200 });
    await sample(3);
    proc.put({ pid: 200, runNs: 1e6, cmdline: "worker: busy\0" });
    await sample(ROTATION);
    expect(state.processes.info.cmdline[slotOf(200)]).toEqual(["worker: busy"]);
  });
});

describe("identity", () => {
  test("a reused pid is a new process, found when its descriptor is not kept", async () => {
    start({ maxKeptFds: 0 });
    proc.put({ pid: 200, startTicks: 1000, runNs: 9e9, name: "old" });
    await sample(2);
    proc.remove(200);
    proc.put({ pid: 200, startTicks: 2000, runNs: 1e6, name: "new" });
    await sample();
    expect(state.processes.start[slotOf(200)]).toBe(20_000);
    expect(state.processes.info.name[slotOf(200)]).toBe("new");
    expect(number(200, "cpu_time")).toBe(10);
    expect(state.processes.count).toBe(2);
  });

  test("exec keeps the process and renews what belongs to its program", async () => {
    proc.put({ pid: 200, name: "sh", runNs: 1e6, cmdline: "sh\0" });
    await sample(2);
    const start0 = state.processes.start[slotOf(200)];
    proc.put({
      pid: 200,
      name: "server",
      runNs: 2e6,
      startCode: 1000,
      startStack: 2000,
      cmdline: "server\0-x\0",
      exe: "/usr/bin/server",
      cwd: "/var",
    });
    await sample();
    const slot = slotOf(200);
    const { info } = state.processes;
    expect([info.name[slot], info.cmdline[slot], info.exe[slot], info.cwd[slot]]).toEqual([
      "server",
      ["server", "-x"],
      "/usr/bin/server",
      "/var",
    ]);
    expect(state.processes.start[slot]).toBe(start0);
  });

  test("exec of the same program is seen by its new stack", async () => {
    proc.put({ pid: 200, runNs: 1e6, cmdline: "sh\0a\0" });
    await sample(2);
    proc.put({ pid: 200, runNs: 2e6, cmdline: "sh\0b\0", startStack: 5000 });
    await sample();
    expect(state.processes.info.cmdline[slotOf(200)]).toEqual(["sh", "b"]);
  });

  test("children of a process that ended show their new parent at once", async () => {
    proc.put({ pid: 200 });
    proc.put({ pid: 201, ppid: 200 });
    await sample(3);
    proc.remove(200);
    proc.put({ pid: 201, ppid: 1 });
    await sample();
    expect(number(201, "ppid")).toBe(1);
  });

  test("a move to another cgroup is seen within one rotation though the process never runs", async () => {
    proc.put({ pid: 200 });
    await sample(3);
    proc.put({ pid: 200, cgroup: "0::/moved\n" });
    await sample(ROTATION);
    expect(state.processes.info.cgroup[slotOf(200)]).toBe("/moved");
  });

  test("renice is seen within one rotation though the process never runs", async () => {
    proc.put({ pid: 200 });
    await sample(3);
    proc.put({ pid: 200, nice: 10 });
    await sample(ROTATION);
    expect(number(200, "nice")).toBe(10);
  });
});

describe("CPU time", () => {
  test("of one thread comes from schedstat: 0.3 % shows, where ticks say 0 or 1", async () => {
    proc.put({ pid: 200, runNs: 0 });
    await sample();
    let before = number(200, "cpu_time");
    for (let i = 1; i <= 5; i++) {
      proc.put({ pid: 200, runNs: i * 3_000_000, userTicks: 0 });
      await sample();
      expect(number(200, "cpu_time") - before).toBe(30);
      before = number(200, "cpu_time");
    }
  });

  test("of several threads comes from stat", async () => {
    proc.put({ pid: 200, threads: 4, runNs: 1e6, userTicks: 150, systemTicks: 50 });
    await sample();
    expect(number(200, "cpu_time")).toBe(20_000);
    proc.put({ pid: 200, threads: 4, runNs: 1e6, userTicks: 250, systemTicks: 50 });
    await sample();
    expect(number(200, "cpu_time")).toBe(30_000);
  });

  test("counts a worker whose main thread has ended: state Z, schedstat frozen", async () => {
    proc.put({ pid: 200, runNs: 5e6 });
    await sample(2);
    proc.put({ pid: 200, state: "Z", threads: 2, runNs: 6e6, userTicks: 100, pages: 0 });
    await sample();
    proc.put({ pid: 200, state: "Z", threads: 2, runNs: 6e6, userTicks: 200, pages: 0 });
    await sample();
    expect(status(200)).toBe("Z");
    expect(number(200, "num_threads")).toBe(2);
    expect(number(200, "cpu_time")).toBe(20_000);
  });

  test("of threads that have ended is not lost", async () => {
    proc.put({ pid: 200, threads: 3, runNs: 1e9, userTicks: 500 });
    await sample(2);
    proc.put({ pid: 200, threads: 1, runNs: 1e9, userTicks: 600 });
    await sample();
    expect(number(200, "cpu_time")).toBe(60_000);
    proc.put({ pid: 200, threads: 1, runNs: 1.5e9, userTicks: 650 });
    await sample();
    expect(number(200, "cpu_time")).toBe(65_000);
  });

  test("never falls, though ticks are coarser than nanoseconds and kernels err", async () => {
    let last = 0;
    for (const [threads, runNs, userTicks] of [
      [1, 1_019_999_999, 100],
      [2, 1_020_000_000, 101],
      [1, 1_020_000_001, 101],
      [1, 900_000_000, 90],
      [2, 900_000_000, 80],
      [1, 1_100_000_000, 109],
    ] as const) {
      proc.put({ pid: 200, threads, runNs, userTicks });
      await sample();
      expect(number(200, "cpu_time")).toBeGreaterThanOrEqual(last);
      last = number(200, "cpu_time");
    }
  });

  test.each([50, 100, 250, 1024])("reads %i ticks a second", async (clockTicks) => {
    proc.close();
    proc = createFakeProc({ clockTicks, pageSize: 16_384 });
    start();
    proc.put({ pid: 200, threads: 2, userTicks: clockTicks, startTicks: 3 * clockTicks, pages: 2 });
    await sample();
    expect(number(200, "cpu_time")).toBe(10_000);
    expect(state.processes.start[slotOf(200)]).toBe(3000);
    expect(number(200, "memory_rss")).toBe(32_768);
  });

  test("comes from stat where the kernel keeps no schedstat", async () => {
    proc.write("100/schedstat", "0 0 0\n");
    start();
    proc.put({ pid: 200, runNs: 0, userTicks: 100 });
    await sample();
    proc.put({ pid: 200, runNs: 0, userTicks: 130 });
    await sample();
    expect(number(200, "cpu_time")).toBe(13_000);
  });
});

describe("memory and files", () => {
  test("RSS is that of statm, not the estimate of stat", async () => {
    proc.put({ pid: 200, statPages: 13_512 / 4, pages: 13_792 / 4 });
    await sample();
    expect(number(200, "memory_rss")).toBe(13_792 * 1024);
  });

  test("io counters of a living process never fall", async () => {
    proc.put({ pid: 200, runNs: 1, io: { read: 500, write: 500 } });
    await sample();
    proc.put({ pid: 200, runNs: 2, io: { read: 400, write: 600 } });
    await sample();
    expect([number(200, "read_bytes"), number(200, "write_bytes")]).toEqual([500, 600]);
  });

  test("what a process did shows in the next sample", async () => {
    proc.put({ pid: 200, runNs: 1e6 });
    await sample(2);
    proc.put({
      pid: 200,
      runNs: 2e6,
      faults: 300,
      pages: 900,
      fds: ["/a", "/b"],
      io: { read: 1, write: 2 },
    });
    await sample();
    expect(number(200, "memory_rss")).toBe(900 * 4096);
    expect(number(200, "open_fds")).toBe(2);
    expect(number(200, "write_bytes")).toBe(2);
  });
});

describe("what cannot be read", () => {
  test("is absent, never 0", async () => {
    proc.put({ pid: 200, io: null, exe: null, cwd: null });
    proc.write("200/statm", "");
    await sample();
    const slot = slotOf(200);
    const { info, numbers } = state.processes;
    expect([info.exe[slot], info.cwd[slot]]).toEqual([null, null]);
    expect([numbers.read_bytes[slot], numbers.write_bytes[slot], numbers.memory_rss[slot]]).toEqual(
      [Number.NaN, Number.NaN, Number.NaN],
    );
  });

  test("a zombie has no program, no files and no memory, and is called one", async () => {
    proc.put({
      pid: 200,
      state: "Z",
      cmdline: "",
      exe: null,
      cwd: null,
      fds: [],
      pages: 0,
      virtualBytes: 0,
    });
    await sample();
    const slot = slotOf(200);
    expect(status(200)).toBe("Z");
    expect(state.processes.info.cmdline[slot]).toEqual([]);
    expect(state.processes.info.exe[slot]).toBeNull();
    expect([
      number(200, "num_threads"),
      number(200, "open_fds"),
      number(200, "memory_rss"),
    ]).toEqual([1, 0, 0]);
  });

  test("a process that becomes a zombie loses its program, files and memory", async () => {
    proc.put({ pid: 200, runNs: 1e6 });
    await sample(2);
    proc.put({
      pid: 200,
      runNs: 2e6,
      state: "Z",
      startCode: 0,
      startStack: 0,
      cmdline: "",
      exe: null,
      cwd: null,
      fds: [],
      pages: 0,
      virtualBytes: 0,
    });
    await sample();
    const slot = slotOf(200);
    const { info } = state.processes;
    expect([info.cmdline[slot], info.exe[slot], info.cwd[slot]]).toEqual([[], null, null]);
    expect([number(200, "open_fds"), number(200, "memory_rss")]).toEqual([0, 0]);
    expect(number(200, "cpu_time")).toBe(20);
  });

  test("a state letter that the protocol does not know is absent", async () => {
    proc.put({ pid: 200, state: "W" });
    await sample();
    expect(number(200, "status")).toBeNaN();
  });

  test("a listing that fails is an error with a code", async () => {
    proc.remove(100);
    start({ procRoot: `${proc.root}/nowhere` });
    await expect(sample()).rejects.toMatchObject({ code: "PROCMON_SOURCE_UNAVAILABLE" });
  });
});

describe("a kernel thread", () => {
  test("is flagged, has no arguments, and its CPU time is exact", async () => {
    const kthread = {
      pid: 200,
      name: "kswapd0",
      flags: PF_KTHREAD | 0x40,
      cmdline: "",
      exe: null,
      cwd: null,
      fds: [],
    };
    proc.put({ ...kthread, runNs: 1e6 });
    await sample(2);
    const slot = slotOf(200);
    const { info, numbers } = state.processes;
    expect([
      info.kernel_thread[slot],
      info.cmdline[slot],
      info.exe[slot],
      info.ports[slot],
    ]).toEqual([true, [], null, []]);
    expect([numbers.memory_rss[slot], numbers.open_fds[slot], numbers.net_conns[slot]]).toEqual([
      0, 0, 0,
    ]);
    proc.put({ ...kthread, runNs: 8e6 });
    await sample();
    expect(number(200, "cpu_time")).toBe(80);
  });
});

describe("users", () => {
  test("are named by the host's passwd, else by number", async () => {
    const { uid } = statSync(proc.root);
    proc.put({ pid: 200 });
    await sample();
    expect(state.processes.info.username[slotOf(200)]).toBe(uid === 0 ? "root" : String(uid));
    writeFileSync(`${proc.etcRoot}/passwd`, `me:x:${uid}:0::/:/bin/sh\n`);
    clock.advance(60_000);
    proc.put({ pid: 201 });
    await sample();
    expect(state.processes.info.username[slotOf(201)]).toBe("me");
  });
});

describe("ports", () => {
  const row = (local: string, state0: string, inode: number): string =>
    `   0: ${local} 00000000:0000 ${state0} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1\n`;

  test("go to the process that holds the socket, and connections are counted", async () => {
    proc.write("net/sockstat", "TCP: inuse 2 orphan 0\nUDP: inuse 1 mem 0\n");
    proc.write("net/tcp", row("0100007F:1F90", "0A", 501) + row("0100007F:1F90", "01", 502));
    proc.write("net/udp", row("00000000:0044", "07", 503));
    proc.put({ pid: 200, fds: ["socket:[501]", "socket:[502]", "socket:[999]", "/dev/null"] });
    proc.put({ pid: 201, fds: ["socket:[503]"] });
    await sample();
    expect(state.processes.info.ports[slotOf(200)]).toEqual([
      { protocol: "tcp", address: "127.0.0.1", port: 8080 },
    ]);
    expect(number(200, "net_conns")).toBe(2);
    expect(state.processes.info.ports[slotOf(201)]).toEqual([
      { protocol: "udp", address: "*", port: 68 },
    ]);
  });

  test("a socket opened in place of a file is found though the number of files stayed", async () => {
    proc.write("net/sockstat", "TCP: inuse 0\n");
    proc.put({ pid: 200, fds: ["/dev/null"] });
    await sample();
    proc.put({ pid: 200, fds: ["socket:[601]"] });
    proc.write("net/sockstat", "TCP: inuse 1\n");
    proc.write("net/tcp", row("00000000:0016", "0A", 601));
    await sample(5);
    expect(state.processes.info.ports[slotOf(200)]).toEqual([
      { protocol: "tcp", address: "*", port: 22 },
    ]);
  });

  test("a closed port disappears", async () => {
    proc.write("net/sockstat", "TCP: inuse 1\n");
    proc.write("net/tcp", row("00000000:0016", "0A", 601));
    proc.put({ pid: 200, fds: ["socket:[601]"] });
    await sample();
    proc.put({ pid: 200, runNs: 5, fds: [] });
    proc.write("net/sockstat", "TCP: inuse 0\n");
    proc.write("net/tcp", "");
    await sample(5);
    expect(state.processes.info.ports[slotOf(200)]).toEqual([]);
    expect(number(200, "net_conns")).toBe(0);
  });

  describe("on a host where a pass is long", () => {
    /** How long each look at the clock takes: at 200 ms, a pass asks for more than half a minute of rest. */
    let lookMs = 0;
    /** Takes the first sample, with its slow pass. */
    const startSlow = async (): Promise<void> => {
      lookMs = 200;
      const monotonic = (): number => {
        clock.stall(lookMs);
        return clock.monotonic();
      };
      start({ clock: { ...clock, monotonic } });
      await sample();
      lookMs = 0;
    };
    const listen = (pid: number, inode: number): void => {
      proc.put({ pid, fds: [`socket:[${inode}]`, "/dev/null"] });
      proc.write("net/sockstat", `TCP: inuse ${inode}\n`);
      proc.write("net/tcp", row("00000000:0016", "0A", inode));
    };
    const portsOf = (pid: number) => state.processes.info.ports[slotOf(pid)];
    const ssh = [{ protocol: "tcp", address: "*", port: 22 }];

    beforeEach(() => {
      proc.write("net/sockstat", "TCP: inuse 0\n");
      proc.put({ pid: 200, fds: ["/dev/null"] });
    });

    test("the rest is half a minute at most", async () => {
      await startSlow();
      listen(200, 601);
      await sample(24);
      expect(portsOf(200)).toEqual([]);
      await sample(8);
      expect(portsOf(200)).toEqual(ssh);
    });

    test("a process born since has its ports within 5 s", async () => {
      await startSlow();
      listen(300, 601);
      await sample();
      expect(portsOf(300)).toBeNull();
      await sample(4);
      expect(portsOf(300)).toEqual(ssh);
    });

    test("a process born since that listens late has its port 5 s after", async () => {
      await startSlow();
      proc.put({ pid: 300, fds: ["/dev/null"] });
      await sample(6);
      expect(portsOf(300)).toEqual([]);
      listen(300, 601);
      proc.put({ pid: 300, runNs: 5, fds: ["socket:[601]", "/dev/null"] });
      await sample(6);
      expect(portsOf(300)).toEqual(ssh);
    });

    test("only CPU time counts where the kernel tells it", async () => {
      proc.write("thread-self/schedstat", "5000000 0 1\n");
      await startSlow();
      listen(200, 601);
      await sample(5);
      expect(portsOf(200)).toEqual(ssh);
    });

    test("a socket in place of a file is found although a newborn's pass read the list", async () => {
      await startSlow();
      proc.put({ pid: 200, fds: ["socket:[601]"] });
      listen(300, 601);
      proc.put({ pid: 300, fds: ["/dev/null"] });
      await sample(6);
      expect(portsOf(200)).toEqual([]);
      await sample(40);
      expect(portsOf(200)).toEqual(ssh);
    });
  });
});

describe("the host", () => {
  test("is read in all its fields", async () => {
    proc.write(
      "diskstats",
      "   8 0 sda 1 1 8 1 1 1 16 1 0 1 1\n   8 1 sda1 1 1 8 1 1 1 16 1 0 1 1\n",
    );
    proc.write(
      "net/dev",
      "h\nh\n lo: 9 1 0 0 0 0 0 0 9 1\n eth0: 1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0\n",
    );
    proc.write("pressure/cpu", "some avg10=1.50 avg60=0.00 avg300=0.00 total=1\n");
    proc.write(
      "pressure/io",
      "some avg10=0.10 avg60=0 avg300=0 total=1\nfull avg10=0.05 avg60=0 avg300=0 total=1\n",
    );
    proc.write("100/mounts", "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n");
    await sample();
    expect({
      user: host("cpu_time_user"),
      system: host("cpu_time_system"),
      total: host("cpu_time_total"),
      load: [host("load1"), host("load5"), host("load15")],
      used: host("memory_used"),
      cached: host("memory_cached"),
      swap: [host("swap_total"), host("swap_used")],
      disk: [host("disk_read_bytes"), host("disk_write_bytes")],
      net: [host("net_rx_bytes"), host("net_tx_bytes")],
      pressure: [host("pressure_cpu_some"), host("pressure_io_full")],
      memoryPressure: host("pressure_memory_some"),
      forks: host("forks"),
    }).toEqual({
      user: 10,
      system: 10,
      total: 100,
      load: [50, 25, 105],
      used: 400 * 1024,
      cached: 350 * 1024,
      swap: [50 * 1024, 30 * 1024],
      disk: [4096, 8192],
      net: [1000, 2000],
      pressure: [150, 5],
      memoryPressure: Number.NaN,
      forks: 7,
    });
    expect(state.corePercents).toBeNull();
    expect(state.mounts).toEqual([
      { path: "/", device: "/dev/sda1", type: "ext4", total: 409_600, used: 307_200 },
    ]);
    expect(host("agent_cpu_time")).toBeGreaterThan(0);
    expect(host("agent_memory_rss")).toBeGreaterThan(1_000_000);
    proc.write(
      "stat",
      "cpu  60 0 10 130 0 0 0 0 0 0\ncpu0 60 0 10 130 0 0 0 0 0 0\nbtime 1\nprocesses 9\n",
    );
    await sample();
    expect(state.corePercents).toEqual([50]);
  });

  test("iowait that falls does not make a counter fall", async () => {
    proc.write("stat", "cpu  10 0 10 50 30 0 0 0\n");
    await sample();
    proc.write("stat", "cpu  10 0 10 65 25 0 0 0\n");
    await sample();
    expect(host("cpu_time_iowait")).toBe(30);
  });

  test("what is missing is absent", async () => {
    proc.write("stat", "");
    proc.write("meminfo", "");
    proc.write("loadavg", "");
    await sample();
    expect([
      host("cpu_time_user"),
      host("memory_used"),
      host("load1"),
      host("net_rx_bytes"),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  test("a file system whose server is away is left out and holds nothing up", async () => {
    proc.write("100/mounts", "/dev/sda1 / ext4 rw 0 0\nsrv:/x /net nfs rw 0 0\n");
    let asked = 0;
    start({
      readSpace: (path) => {
        if (path !== "/net") return Promise.resolve({ bsize: 1, blocks: 10, bfree: 4 });
        asked++;
        return new Promise(() => undefined);
      },
    });
    const first = source.sample(state);
    await clock.advanceAsync(2000);
    await first;
    expect(state.mounts?.map(({ path }) => path)).toEqual(["/"]);
    for (let i = 0; i < 3; i++) {
      clock.advance(40_000);
      await source.sample(state);
    }
    expect(asked).toBe(1);
  });
});

describe("time", () => {
  test("elapsed is monotonic and the moment is that of the wall, whatever a laptop slept", async () => {
    await sample();
    expect(state.elapsed).toBe(0);
    expect(state.time).toBe(clock.now());
    clock.stepWall(8 * 3_600_000);
    await sample();
    expect(state.elapsed).toBe(1000);
    expect(state.time).toBe(clock.now());
    clock.stepWall(-3_600_000);
    await sample();
    expect(state.elapsed).toBe(1000);
  });
});

test("facts come from files, and no process is started for them", async () => {
  proc.write("cpuinfo", "model name\t: Test CPU\n");
  expect(await source.facts()).toMatchObject({
    hostname: "testhost",
    os_name: "Test Linux",
    os_version: "1.2",
    kernel: "6.18.0-test",
    cpu_model: "Test CPU",
    cpu_count: 1,
    memory_total: 1_024_000,
    boot_time: 1_700_000_000_000,
    boot_id: "11111111-2222-3333-4444-555555555555",
    source: "procfs",
  });
});

test("thousands of processes are sampled in slices: other work gets its turn", async () => {
  for (let pid = 1000; pid < 5100; pid++)
    proc.write(
      `${pid}/stat`,
      `${pid} (x) S 1 1 1 0 -1 0 1 0 0 0 1 1 0 0 20 0 2 0 5 1 1 1 1 1 1 0 0\n`,
    );
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await sample();
  isDone = true;
  expect(state.processes.count).toBe(4101);
  expect(turns).toBeGreaterThanOrEqual(2);
}, 20_000);
