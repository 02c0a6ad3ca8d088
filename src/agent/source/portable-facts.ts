import {
  arch,
  availableParallelism,
  cpus,
  hostname,
  platform,
  release,
  totalmem,
  uptime,
} from "node:os";
import { type Systeminformation } from "systeminformation";
import { type Clock } from "../../protocol/effects.ts";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/**
 * The facts of this machine by systeminformation and node:os. There is no id of a boot to be had
 * everywhere, so the moment of the boot names it, by ten seconds: the same for every agent of one boot,
 * short of a clock that is set.
 */
export const readPortableFacts = async (
  si: {
    osInfo(): Promise<Pick<Systeminformation.OsData, "distro" | "release" | "kernel">>;
    cpu(): Promise<Pick<Systeminformation.CpuData, "manufacturer" | "brand">>;
  },
  clock: Clock,
): Promise<HostFacts> => {
  const [system, processor] = await Promise.all([si.osInfo(), si.cpu()]);
  const bootTime = Math.max(0, Math.round(clock.now() / 1000 - uptime()) * 1000);
  return {
    hostname: makeSafeText(hostname().slice(0, 256)),
    platform: platform(),
    os_name: text(system.distro),
    os_version: text(system.release),
    kernel: text(system.kernel) ?? text(release()),
    arch: arch(),
    cpu_model: text(`${processor.manufacturer} ${processor.brand}`.trim()),
    cpu_count: cpus().length || availableParallelism(),
    memory_total: totalmem(),
    boot_time: bootTime,
    boot_id: `boot-${Math.round(bootTime / 10_000)}`,
    agent_version: "",
    source: "portable",
  };
};

const text = (value: string): string | null =>
  value === "" || value === "unknown" ? null : makeSafeText(value.slice(0, 128));
