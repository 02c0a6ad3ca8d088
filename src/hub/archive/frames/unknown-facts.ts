import { type HostFacts } from "../../../protocol/host-facts.ts";

/** Facts of a host whose greeting is lost. */
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
  agent_version: "unknown",
  source: "upload",
});
