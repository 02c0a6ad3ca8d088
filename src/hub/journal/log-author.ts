import { encodeKey } from "../../protocol/encode-frame.ts";
import { type SampleFrame } from "../../protocol/frame.ts";
import { PROTOCOL_VERSION } from "../../protocol/protocol-version.ts";
import { type FleetHost } from "../fleet-host.ts";
import { sampleTimeOf } from "../sample-time.ts";

/** What a host's line of a log holds. */
export interface LogEntry {
  readonly kind: "hello" | "key" | "delta" | "forget";
  /** Begins with `{`; of a frame whose `t` is not believed, `at` comes first. */
  readonly body: string;
  readonly sequence: number;
  /** Of the sample or greeting, milliseconds since 1970. */
  readonly time: number;
}

/** The greeting of a host, as logs have it: `{"at":...,"k":"hello",...}`. */
export const helloEntry = (host: FleetHost, now: number): LogEntry => ({
  kind: "hello",
  body: JSON.stringify({
    at: now,
    k: "hello",
    protocol: PROTOCOL_VERSION,
    epoch: host.epoch,
    interval_ms: host.intervalMs,
    facts: host.facts,
  }),
  sequence: 0,
  time: now,
});

/** From here on nothing is known of the host: what stands before is to be left out. */
export const forgetEntry = (now: number): LogEntry => ({
  kind: "forget",
  body: JSON.stringify({ at: now, k: "forget" }),
  sequence: 0,
  time: now,
});

/** A frame as it came. Where `needsKey`, one that is a delta gives way to the whole table after it. */
export const frameEntry = (
  host: FleetHost,
  text: string,
  frame: SampleFrame,
  needsKey: boolean,
): LogEntry => {
  const isMade = needsKey && frame.k === "delta";
  const own = isMade ? JSON.stringify(encodeKey(host.state, frame.q)) : text;
  const time = sampleTimeOf(host, frame);
  return {
    kind: isMade ? "key" : frame.k,
    body: time === frame.t ? own : `{"at":${time},${own.slice(1)}`,
    sequence: frame.q,
    time,
  };
};
