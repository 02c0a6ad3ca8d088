import { cpus, loadavg } from "node:os";
import { cpuUsage, memoryUsage } from "node:process";
import { type Systeminformation } from "systeminformation";
import { type Clock } from "../../protocol/effects.ts";
import { type Mount } from "../../protocol/host-facts.ts";
import { type HostNumberFieldId } from "../../protocol/host-fields.ts";
import { type HostState, hostFieldNumber } from "../../protocol/host-state.ts";
import { limits } from "../../protocol/limits.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

interface HostReader {
  mem(): Promise<Systeminformation.MemData>;
  fsSize(): Promise<Systeminformation.FsSizeData[]>;
  fsStats(): Promise<Systeminformation.FsStatsData | null>;
  networkStats(interfaces: string): Promise<Systeminformation.NetworkStatsData[]>;
}

interface CoreTimes {
  readonly busy: number;
  readonly total: number;
}

/** Each of them starts processes, and none changes fast. */
const slowEveryMs = 30_000;

/** Fills the host part of a state: node:os for CPU and load, systeminformation for the rest. */
export const createPortableHost = (
  si: HostReader,
  options: { clock: Clock; platform: string },
): { sample(state: HostState): Promise<void> } => {
  const { clock, platform } = options;
  let coresBefore: readonly CoreTimes[] = [];
  let mounts: readonly Mount[] | null = null;
  let mountsRead = Number.NEGATIVE_INFINITY;

  const sampleCpu = (state: HostState): void => {
    const cores = cpus();
    let user = 0;
    let system = 0;
    let total = 0;
    const now = cores.map(({ times }): CoreTimes => {
      const all = times.user + times.nice + times.sys + times.irq + times.idle;
      user += times.user + times.nice;
      system += times.sys + times.irq;
      total += all;
      return { busy: all - times.idle, total: all };
    });
    // node:os counts in milliseconds, the wire in hundredths of a second.
    set(state, "cpu_time_user", user / 10);
    set(state, "cpu_time_system", system / 10);
    set(state, "cpu_time_total", total / 10);
    const shares = now.map(({ busy, total: all }, i) => {
      const before = coresBefore[i];
      return before === undefined || all <= before.total || busy < before.busy
        ? Number.NaN
        : (busy - before.busy) / (all - before.total);
    });
    state.corePercents = shares.some(Number.isNaN) ? null : shares.map((s) => Math.round(s * 100));
    // Steal is not told here, so the reader cannot derive the share in use: it is sent.
    set(state, "cpu_percent", (shares.reduce((a, b) => a + b, 0) / shares.length) * 10_000);
    coresBefore = now;
  };

  const sampleMemory = async (state: HostState): Promise<void> => {
    const mem = await si.mem();
    set(state, "memory_used", mem.total - mem.available);
    set(state, "memory_available", mem.available);
    set(state, "memory_cached", mem.buffcache);
    set(state, "memory_free", mem.free);
    set(state, "swap_total", mem.swaptotal);
    set(state, "swap_used", mem.swapused);
  };

  const sampleDisks = async (state: HostState): Promise<void> => {
    const stats = await si.fsStats();
    set(state, "disk_read_bytes", stats?.rx ?? Number.NaN);
    set(state, "disk_write_bytes", stats?.wx ?? Number.NaN);
  };

  const sampleNetwork = async (state: HostState): Promise<void> => {
    const outer = (await si.networkStats("*")).filter(
      ({ iface }) => !/^(lo\d*$|Loopback)/.test(iface),
    );
    const sum = (id: "rx_bytes" | "tx_bytes"): number =>
      outer.length === 0 ? Number.NaN : outer.reduce((bytes, one) => bytes + (one[id] ?? 0), 0);
    set(state, "net_rx_bytes", sum("rx_bytes"));
    set(state, "net_tx_bytes", sum("tx_bytes"));
  };

  const sampleMounts = async (state: HostState): Promise<void> => {
    if (clock.monotonic() - mountsRead >= slowEveryMs) {
      mountsRead = clock.monotonic();
      mounts = mountsOf(await si.fsSize());
    }
    state.mounts = mounts;
  };

  return {
    sample: async (state) => {
      sampleCpu(state);
      const loads = platform === "win32" ? [] : loadavg();
      for (const [i, id] of (["load1", "load5", "load15"] as const).entries())
        set(state, id, (loads[i] ?? Number.NaN) * 100);
      const { user, system } = cpuUsage();
      set(state, "agent_cpu_time", (user + system) / 100);
      set(state, "agent_memory_rss", memoryUsage.rss());
      await Promise.all(
        [sampleMemory, sampleDisks, sampleNetwork, sampleMounts].map((f) => f(state)),
      );
    },
  };
};

const set = (state: HostState, id: HostNumberFieldId, wire: number): void => {
  state.values[hostFieldNumber(id)] = Number.isFinite(wire) ? Math.round(wire) : Number.NaN;
};

/** Each device once, at its first mount point: a bind mount is no second disk. */
const mountsOf = (sizes: readonly Systeminformation.FsSizeData[]): Mount[] => {
  const devices = new Set<string>();
  const mounts: Mount[] = [];
  for (const { fs, type, size, used, mount } of sizes) {
    if (!(size > 0) || !(used >= 0) || devices.has(fs) || mounts.length >= limits.mounts) continue;
    devices.add(fs);
    mounts.push({
      path: makeSafeText(mount.slice(0, limits.pathLength)),
      device: makeSafeText(fs.slice(0, limits.pathLength)),
      type: makeSafeText(type.slice(0, 64)),
      total: Math.round(size),
      used: Math.round(used),
    });
  }
  return mounts;
};
