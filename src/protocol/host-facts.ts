import * as z from "zod/mini";
import { safeText } from "./safe-text-schema.ts";

const natural = z.int().check(z.minimum(0));

/** What does not change of a host while it runs; sent in `hello`. Absent facts are null. */
export const hostFacts = z.object({
  hostname: safeText(256, "The name the host gives itself."),
  platform: safeText(32, "`linux`, `darwin`, `win32`, ...: Node's process.platform."),
  os_name: z.nullable(safeText(128)).check(z.describe("Name of the distribution or system.")),
  os_version: z.nullable(safeText(128)).check(z.describe("Version of the distribution or system.")),
  kernel: z.nullable(safeText(128)).check(z.describe("Kernel release.")),
  arch: safeText(32, "`x64`, `arm64`, ...: Node's process.arch."),
  cpu_model: z.nullable(safeText(128)).check(z.describe("Brand name of the first processor.")),
  cpu_count: z
    .nullable(z.int().check(z.minimum(1), z.maximum(65_536)))
    .check(z.describe("Logical processors online.")),
  memory_total: z.nullable(natural).check(z.describe("Physical memory in bytes.")),
  boot_time: natural.check(
    z.describe(
      "Start of the system in milliseconds since 1970 (/proc/stat btime). 0 where it is not known, as of a host that uploads over HTTP: `start` of its processes then counts from 1970.",
    ),
  ),
  boot_id: safeText(64, "Identifies this boot (/proc/sys/kernel/random/boot_id)."),
  agent_version: safeText(32, "Version of the agent."),
  source: z
    .enum(["procfs", "portable", "upload"])
    .check(
      z.describe(
        "Where the samples come from: the agent's own /proc reader, systeminformation, or uploads over HTTP.",
      ),
    ),
});
export type HostFacts = z.infer<typeof hostFacts>;

/** A mounted file system that holds data. Sizes in bytes. */
export const mount = z.strictObject({
  path: safeText(4096),
  device: safeText(4096),
  type: safeText(64),
  total: natural,
  used: natural,
});
export type Mount = z.infer<typeof mount>;
