import { type FleetHost } from "./fleet-host.ts";

/**
 * Where a frame goes once it was checked and applied to the host's table: relay, journal, alerts. Sinks
 * are called in turn, each with the text exactly as the agent sent it, one line that begins with `{`.
 */
export interface FrameSink {
  accept(host: FleetHost, text: string): void;
}
