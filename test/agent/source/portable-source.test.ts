import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseSource } from "../../../src/agent/source/choose-source.ts";
import { createPortableSource } from "../../../src/agent/source/portable-source.ts";
import { decodeFromAgent } from "../../../src/protocol/decode-frame.ts";
import { type Clock } from "../../../src/protocol/effects.ts";
import { encodeKey } from "../../../src/protocol/encode-frame.ts";
import { hostFacts } from "../../../src/protocol/host-facts.ts";
import { HostState, hostFieldNumber } from "../../../src/protocol/host-state.ts";

/** Real samples of this machine need its real clock. */
const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: () => () => {},
};

const child = spawn("sleep", ["300"], { stdio: "ignore" });
afterAll(() => void child.kill());
const childPid = (): number => child.pid as number;

const identities = ({ processes }: HostState): Map<number, number> =>
  new Map(
    [...processes.used.keys()]
      .filter((slot) => processes.used[slot] === 1)
      .map((slot) => [processes.pid[slot] as number, processes.start[slot] as number]),
  );

describe("the portable source on this machine", () => {
  const source = createPortableSource({ clock });
  const state = new HostState();
  let before = new Map<number, number>();
  let firstPercent = 0;

  beforeAll(async () => {
    await source.sample(state);
    before = identities(state);
    firstPercent = state.processes.numbers.cpu_percent[
      state.processes.slotOfPid(childPid()) as number
    ] as number;
    // The library answers from memory when asked again within half a second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await source.sample(state);
  }, 30_000);

  test("keeps the identity of every process that lives through two samples", () => {
    const after = identities(state);
    const lasting = [...before].filter(([pid]) => after.has(pid));
    expect(lasting.length).toBeGreaterThan(3);
    expect(lasting.filter(([pid, start]) => after.get(pid) !== start)).toEqual([]);
  });

  test("knows no CPU share in the first sample of a process, and one in the second", () => {
    const slot = state.processes.slotOfPid(childPid()) as number;
    expect(firstPercent).toBeNaN();
    expect(state.processes.numbers.cpu_percent[slot]).toBeLessThan(1000);
    expect(state.elapsed).toBeGreaterThan(1000);
  });

  test("gives facts and frames that a hub accepts", async () => {
    expect(hostFacts.parse(await source.facts())).toMatchObject({ source: "portable" });
    expect(decodeFromAgent(JSON.stringify(encodeKey(state, 1))).k).toBe("key");
  });

  test("fills memory, disks and load of the host", () => {
    for (const id of ["memory_used", "memory_available", "cpu_time_total", "load1"] as const)
      expect(state.values[hostFieldNumber(id)]).toBeGreaterThanOrEqual(0);
  });
});

describe.runIf(existsSync("/proc/self/stat"))("both sources on one Linux machine", () => {
  const ours = new HostState();
  const theirs = new HostState();

  beforeAll(async () => {
    const procfs = await chooseSource({ clock });
    const portable = await chooseSource({ wanted: "portable", clock });
    expect([procfs.kind, portable.kind]).toEqual(["procfs", "portable"]);
    await Promise.all([procfs.sample(ours), portable.sample(theirs)]);
    procfs.close();
    portable.close();
  }, 30_000);

  const pairs = (): [number, number][] =>
    [...identities(ours).keys()].flatMap((pid) => {
      const slot = theirs.processes.slotOfPid(pid);
      return slot === undefined ? [] : [[ours.processes.slotOfPid(pid) as number, slot]];
    });

  test("see the same processes, less what came and went", () => {
    const all = Math.max(ours.processes.count, theirs.processes.count);
    expect(pairs().length / all).toBeGreaterThan(0.8);
  });

  test("agree on parent, nice and, within a second, on the start of nearly all", () => {
    const agreeing = pairs().filter(
      ([a, b]) =>
        ours.processes.numbers.ppid[a] === theirs.processes.numbers.ppid[b] &&
        ours.processes.numbers.nice[a] === theirs.processes.numbers.nice[b] &&
        Math.abs((ours.processes.start[a] as number) - (theirs.processes.start[b] as number)) <=
          5000,
    );
    expect(agreeing.length / pairs().length).toBeGreaterThan(0.95);
  });

  test("agree on name, user, arguments and memory of a process at rest", () => {
    const a = ours.processes.slotOfPid(childPid()) as number;
    const b = theirs.processes.slotOfPid(childPid()) as number;
    const { info, numbers } = ours.processes;
    expect(theirs.processes.info.name[b]).toBe(info.name[a]);
    expect(theirs.processes.info.username[b]).toBe(info.username[a]);
    expect(theirs.processes.info.cmdline[b]).toEqual(info.cmdline[a]);
    expect(theirs.processes.numbers.status[b]).toBe(numbers.status[a]);
    const rss = numbers.memory_rss[a] as number;
    // ps reads the estimate of stat, we the exact figure of statm.
    expect(Math.abs((theirs.processes.numbers.memory_rss[b] as number) - rss)).toBeLessThan(
      Math.max(rss * 0.2, 512 * 1024),
    );
  });
});
