import { type HostFacts } from "./host-facts.ts";
import { type HostState } from "./host-state.ts";

/** Seconds from the start of a host to its last sample; null where either is not known. */
export const computeUptime = (
  { time }: Pick<HostState, "time">,
  { boot_time }: Pick<HostFacts, "boot_time">,
): number | null => (time === 0 || boot_time === 0 ? null : Math.max(0, (time - boot_time) / 1000));
