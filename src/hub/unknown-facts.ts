import { type HostFacts } from "../protocol/host-facts.ts";

/** Facts of a host that told none: its greeting is lost, or it only uploads. */
export const unknownFacts = (host: string): HostFacts => ({
  hostname: host,
  platform: "unknown",
  os_name: null,
  os_version: null,
  kernel: null,
  arch: "unknown",
  cpu_model: null,
  cpu_count: null,
  memory_total: null,
  boot_time: 0,
  boot_id: "",
  agent_version: "",
  source: "upload",
});
