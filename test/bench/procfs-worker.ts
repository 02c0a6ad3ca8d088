import { chooseSource } from "../../src/agent/source/choose-source.ts";
import { systemClock } from "../../src/cli/system-clock.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { serveSamples } from "./serve-samples.ts";

/** Our own source, as the agent uses it: one state that each sample brings to the present. */
const source = await chooseSource({ wanted: "procfs", clock: systemClock });
const state = new HostState();
await serveSamples(async () => {
  await source.sample(state);
  return state.processes.count;
});
source.close();
