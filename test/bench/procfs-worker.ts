import { createProcfsSource } from "../../src/agent/source/procfs-source.ts";
import { type Clock } from "../../src/protocol/effects.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { serveSamples } from "./serve-samples.ts";

/**
 * For this clock no time passes: what is read by the clock and not with every sample (ports, mounts,
 * user names) is read once. The peers do not read it either.
 */
const stoppedClock: Clock = { now: () => Date.now(), monotonic: () => 0, after: () => () => {} };

/** Our own source, as the agent uses it: one state that each sample brings to the present. */
const source = createProcfsSource({ clock: stoppedClock });
const state = new HostState();
await serveSamples(async () => {
  await source.sample(state);
  return state.processes.count;
});
source.close();
