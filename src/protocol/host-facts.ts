import { z } from "zod";
import { safeText } from "./safe-text-schema.ts";

/** What does not change of a host while it runs; sent in `hello`. Absent facts are null. */
export const hostFacts = z.object({
  hostname: safeText(256, "The name the host gives itself."),
  platform: safeText(32, "`linux`, `darwin`, `win32`, ...: Node's process.platform."),
  os_name: z.nullable(safeText(128)).describe("Name of the distribution or system."),
  os_version: z.nullable(safeText(128)).describe("Version of the distribution or system."),
  kernel: z.nullable(safeText(128)).describe("Kernel release."),
  arch: safeText(32, "`x64`, `arm64`, ...: Node's process.arch."),
  cpu_model: z.nullable(safeText(128)).describe("Brand name of the first processor."),
  cpu_count: z.int().min(1).max(65_536).describe("Logical processors online."),
  memory_total: z.int().min(0).nullable().describe("Physical memory in bytes."),
  boot_time: z
    .int()
    .min(0)
    .describe("Start of the system in milliseconds since 1970 (/proc/stat btime)."),
  boot_id: safeText(64, "Identifies this boot (/proc/sys/kernel/random/boot_id)."),
  agent_version: safeText(32, "Version of the agent."),
  source: z
    .enum(["procfs", "portable"])
    .describe("Where the agent reads: its own /proc reader, or systeminformation."),
});
export type HostFacts = z.infer<typeof hostFacts>;

/** A mounted file system that holds data. Sizes in bytes. */
export const mount = z.strictObject({
  path: safeText(4096),
  device: safeText(4096),
  type: safeText(64),
  total: z.int().min(0),
  used: z.int().min(0),
});
export type Mount = z.infer<typeof mount>;
