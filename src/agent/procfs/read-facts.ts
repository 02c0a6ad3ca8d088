import { arch, hostname, platform } from "node:os";
import { type HostFacts } from "../../protocol/host-facts.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { parseCpuModel } from "./cpuinfo.ts";
import { safeText } from "./decode-text.ts";
import { MeminfoRecord, parseMeminfo } from "./meminfo.ts";
import { parseOsRelease } from "./os-release.ts";
import { type ProcReader } from "./reader.ts";
import { parseSystemStat, SystemStatRecord } from "./system-stat.ts";

/**
 * The facts of this host, from files alone: systeminformation starts `lsb_release`, `lscpu` and others
 * for them. The agent adds its own version.
 */
export const readFacts = (reader: ProcReader, etcRoot: string): HostFacts => {
  const { root } = reader;
  const cursor = new ByteCursor();
  const system = new SystemStatRecord();
  parseSystemStat(cursor, reader.buffer, Math.max(0, reader.readWhole(`${root}/stat`)), system);
  const memory = new MeminfoRecord();
  parseMeminfo(cursor, reader.buffer, Math.max(0, reader.readWhole(`${root}/meminfo`)), memory);
  const release = parseOsRelease(
    reader.readText(`${etcRoot}/os-release`) ?? reader.readText("/usr/lib/os-release") ?? "",
  );
  const bootTime = Number.isNaN(system.bootTime) ? 0 : system.bootTime * 1000;
  return {
    hostname: line(reader, "sys/kernel/hostname", 256) ?? safeText(hostname(), 256),
    platform: platform(),
    os_name: bounded(release.get("NAME")),
    os_version: bounded(release.get("VERSION_ID") ?? release.get("BUILD_ID")),
    kernel: line(reader, "sys/kernel/osrelease", 128),
    arch: arch(),
    cpu_model: bounded(parseCpuModel(reader.readText(`${root}/cpuinfo`) ?? "") ?? undefined),
    cpu_count: Math.max(1, system.onlineCores),
    memory_total: Number.isNaN(memory.total) ? null : memory.total,
    boot_time: bootTime,
    boot_id: line(reader, "sys/kernel/random/boot_id", 64) ?? `boot-${bootTime}`,
    agent_version: "",
    source: "procfs",
  };
};

const line = (reader: ProcReader, path: string, maxLength: number): string | null => {
  const text = reader.readText(`${reader.root}/${path}`)?.trimEnd();
  return text === undefined || text === "" ? null : safeText(text, maxLength);
};

const bounded = (text: string | undefined): string | null =>
  text === undefined || text === "" ? null : safeText(text, 128);
