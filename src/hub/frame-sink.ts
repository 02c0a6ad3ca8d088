import { type SampleFrame } from "../protocol/frame.ts";
import { type FleetHost } from "./fleet-host.ts";

/**
 * Where a frame goes once it was checked and applied to the host's table: relay, journal, recent columns,
 * alerts. Sinks are called in turn, each with the text exactly as the agent sent it, one line that begins
 * with `{`, and with the same frame decoded.
 */
export interface FrameSink {
  accept(host: FleetHost, text: string, frame: SampleFrame): void;
  /** An agent greeted: its facts, epoch and boot may differ from before. */
  greet?(host: FleetHost): void;
}
