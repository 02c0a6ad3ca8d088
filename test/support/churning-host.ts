import { type FleetHost, newFleetHost } from "../../src/hub/fleet-host.ts";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type HelloFrame, type SampleFrame } from "../../src/protocol/frame.ts";
import { hostNumberFieldIds } from "../../src/protocol/host-fields.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { factsOf } from "./host-facts.ts";
import { addProcess } from "./host-view.ts";

export interface ChurningHost {
  /** The host as the hub holds it after the last frame. */
  readonly host: FleetHost;
  /** What the agent sees; may be changed between frames. */
  readonly source: HostState;
  /** Takes the next sample `elapsedMs` later: changes, ends and begins some processes. */
  next(options?: { isKey?: boolean; elapsedMs?: number }): SampleFrame;
  /** The same without any change but of time. */
  idle(options?: { isKey?: boolean; elapsedMs?: number }): SampleFrame;
  /** Starts the system anew: another boot, an empty table. */
  reboot(): void;
}

export interface ChurnOptions {
  readonly id?: string;
  readonly tenant?: string;
  readonly processes?: number;
  /** A sample. */
  readonly changed?: number;
  readonly born?: number;
  readonly time?: number;
}

/**
 * A host under load, always the same: in each sample some processes use CPU, memory and disk, some end
 * and some begin. With the defaults its frames are about as large as those of a real build server.
 */
export const createChurningHost = ({
  id = "build-3",
  tenant = "default",
  processes = 300,
  changed = 51,
  born = 7,
  time = 1_800_000_000_000,
}: ChurnOptions = {}): ChurningHost => {
  const random = randomFrom(id.length + processes);
  const below = (bound: number): number => Math.floor(random() * bound);
  const hello = helloOf(id);
  const host = newFleetHost(tenant, hello, { now: time, monotonic: 0 });
  let source = new HostState();
  let shipped = new HostState();
  source.time = time;
  let nextPid = 100;

  const bear = (): void => {
    const pid = nextPid++;
    addProcess(source.processes, source.processes.freeSlot(), {
      pid,
      start: source.time - host.facts.boot_time + below(5000),
      name: names[below(names.length)] as string,
      cmdline: ["/usr/bin/worker", String(pid)],
      username: "ci",
      ppid: 1,
      uid: 1000,
      nice: 0,
      status: "S",
      cpu_time: below(100),
      memory_rss: 4096 * below(100_000),
      memory_vms: 4096 * below(1_000_000),
      num_threads: 1 + below(20),
      ...(below(3) > 0 && { open_fds: below(50), net_conns: 0, read_bytes: 0, write_bytes: 0 }),
    });
  };
  const change = (slot: number): void => {
    const { numbers } = source.processes;
    const add = (id: keyof typeof numbers, by: number): void => {
      numbers[id][slot] = (numbers[id][slot] as number) + by;
    };
    if (below(10) < 7) add("cpu_time", below(50_000));
    if (below(10) < 4) add("memory_rss", 4096 * (below(200) - 90));
    if (below(10) < 5) add("write_bytes", 4096 * below(100));
    if (below(10) < 1) add("open_fds", below(3) - 1);
    if (below(50) < 1) numbers.status[slot] = "RSD".charCodeAt(below(3));
    if (below(200) < 1) source.processes.info.name[slot] = names[below(names.length)] as string;
    if (below(200) < 1) numbers.read_bytes[slot] = Number.NaN;
  };
  const stir = (): void => {
    const table = source.processes;
    for (let n = 0; n < born && table.count > 0; n++) {
      const slot = below(table.bound);
      if (table.used[slot] === 1) table.remove(slot);
    }
    while (table.count < processes) bear();
    for (let n = 0; n < changed; n++) {
      const slot = below(table.bound);
      if (table.used[slot] === 1) change(slot);
    }
    for (const [number, name] of hostNumberFieldIds.entries()) {
      const before = source.values[number] as number;
      if (Number.isNaN(before)) source.values[number] = name.startsWith("pressure") ? 0 : 100;
      else if (/time|bytes|forks/.test(name)) source.values[number] = before + below(5000);
      else if (below(10) === 0) source.values[number] = below(1000);
    }
  };
  const ship = ({ isKey = host.sequence === 0, elapsedMs = 5000 } = {}): SampleFrame => {
    source.time += elapsedMs;
    source.elapsed = host.sequence === 0 ? 0 : elapsedMs;
    const sequence = host.sequence + 1;
    const frame = isKey ? encodeKey(source, sequence) : encodeDelta(shipped, source, sequence);
    applyFrame(shipped, frame);
    applyFrame(host.state, frame);
    host.sequence = sequence;
    host.hasState = true;
    host.isConnected = true;
    host.lastSeen = source.time;
    return frame;
  };
  return {
    host,
    get source() {
      return source;
    },
    next: (options) => {
      stir();
      return ship(options);
    },
    idle: ship,
    reboot: () => {
      const now = source.time;
      host.facts = { ...host.facts, boot_id: `boot-at-${now}`, boot_time: now };
      host.epoch = `epoch-at-${now}`;
      host.sequence = 0;
      source = new HostState();
      shipped = new HostState();
      source.time = now;
    },
  };
};

const helloOf = (host: string): HelloFrame => ({
  k: "hello",
  protocol: 1,
  host,
  epoch: "epoch-1",
  interval_ms: 5000,
  facts: factsOf({ hostname: host }),
});

const names = ["cc1plus", "make", "sh", "node", "postgres", "git", "tar", "python3"];

/** Numbers in [0, 1), the same for the same seed (xorshift, 32 bits). */
const randomFrom = (seed: number): (() => number) => {
  let state = seed + 0x9e37_79b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};
