import { type HostFacts } from "../../src/protocol/host-facts.ts";

/** Facts of an invented host of 4 cores and 8 GiB, booted at 1,700,000,000 s. */
export const factsOf = (changed: Partial<HostFacts> = {}): HostFacts => ({
  hostname: "web-07.example",
  platform: "linux",
  os_name: "Debian GNU/Linux",
  os_version: "12",
  kernel: "6.1.0",
  arch: "x64",
  cpu_model: "Example 9000",
  cpu_count: 4,
  memory_total: 8 * 1024 ** 3,
  boot_time: 1_700_000_000_000,
  boot_id: "3d1219c7-c4c5-404a-aa1f-6d2a48adfda4",
  agent_version: "0.1.0",
  source: "procfs",
  ...changed,
});
