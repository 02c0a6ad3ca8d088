import { type SampleFrame } from "../protocol/frame.ts";
import { type FleetHost } from "./fleet-host.ts";

/** A host's clock that is off by more is not believed: its samples then bear the hub's time. */
export const maxClockSkewMs = 600_000;

/** When the sample that just came was made, milliseconds since 1970, as history has it. */
export const sampleTimeOf = (host: FleetHost, frame: SampleFrame): number =>
  Math.abs(host.clockSkewMs) > maxClockSkewMs ? host.lastSeen : frame.t;
