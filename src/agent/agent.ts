import { applyFrame } from "../protocol/apply-frame.ts";
import { type Clock, type Connect, type Logger, type Random } from "../protocol/effects.ts";
import { encodeDelta, encodeKey } from "../protocol/encode-frame.ts";
import { type HelloFrame, type SampleFrame } from "../protocol/frame.ts";
import { type HostFacts } from "../protocol/host-facts.ts";
import { HostState, hostFieldNumber } from "../protocol/host-state.ts";
import { type HubToAgent } from "../protocol/hub-to-agent.ts";
import { limits } from "../protocol/limits.ts";
import { PROTOCOL_VERSION } from "../protocol/protocol-version.ts";
import { createRareLog } from "./rare-log.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
import { type Source } from "./source/source.ts";
import { createUplink, type Uplink, type UplinkState } from "./uplink.ts";

export interface AgentOptions {
  /** What the fleet calls this host. */
  readonly host: string;
  readonly source: Source;
  readonly connect: Connect;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly version: string;
  /** New at each start of the program: sequence numbers count within it. */
  readonly epoch: string;
}

interface AgentStatus {
  readonly uplink: UplinkState;
  readonly intervalMs: number;
  /** Samples taken, and those that failed as a whole. */
  readonly samples: number;
  readonly failedSamples: number;
  /** Ticks left out because the machine, or the sample before, was too slow. */
  readonly skippedTicks: number;
  /** Samples not sent because the connection was full, or the frame larger than a hub takes. */
  readonly unsentSamples: number;
  /** Sequence number of the last frame sent, and of the last the hub acknowledged. */
  readonly sequence: number;
  readonly acked: number;
  readonly connectionFailures: number;
  readonly lastFailure: string;
}

export interface Agent {
  /** Begins to sample and to connect. Called once. */
  start(): void;
  status(): AgentStatus;
  close(): void;
}

/**
 * Bytes that may wait in the connection before samples are left out: two key frames of 5,000 processes.
 * What waits is only getting older, and memory of the host under watch is not ours to fill.
 */
const bufferBound = 4 * 1024 * 1024;
const leastPatienceMs = 15_000;
const sampleSeconds = hostFieldNumber("sample_seconds");

/** Samples this machine on its own schedule and streams what changed to one hub. */
export const createAgent = (options: AgentOptions): Agent => {
  const { source, clock, log } = options;
  const current = new HostState();
  const logResync = createRareLog(clock);
  const logInterval = createRareLog(clock);
  /**
   * What a reader holds who has applied every frame made so far, rates included: each sample advances
   * it, sent or not, so that a rate never covers more than one interval.
   */
  let shipped = new HostState();
  let facts: HostFacts | undefined;
  let schedule: Schedule | undefined;
  let uplink: Uplink | undefined;
  let wantsKey = true;
  let sequence = 0;
  let acked = 0;
  let samples = 0;
  let failedSamples = 0;
  let unsentSamples = 0;
  let closed = false;

  const intervalMs = (): number => schedule?.intervalMs ?? options.intervalMs;

  const greeting = (): string =>
    JSON.stringify({
      k: "hello",
      protocol: PROTOCOL_VERSION,
      host: options.host,
      epoch: options.epoch,
      interval_ms: intervalMs(),
      facts: { ...(facts as HostFacts), agent_version: options.version },
    } satisfies HelloFrame);

  const tick = async (): Promise<void> => {
    const began = clock.monotonic();
    let delta: SampleFrame;
    try {
      await source.sample(current);
      if (closed) return;
      current.values[sampleSeconds] = Math.round((clock.monotonic() - began) * 10);
      delta = encodeDelta(shipped, current, sequence + 1);
      applyFrame(shipped, delta);
    } catch (error) {
      failedSamples++;
      shipped = new HostState();
      wantsKey = true;
      log.error({ error: String(error) }, "a sample failed");
      return;
    }
    samples++;
    if (uplink?.state !== "streaming") return;
    if (wantsKey) sendKey();
    else send(JSON.stringify(delta));
  };

  const sendKey = (): void => {
    if (send(JSON.stringify(encodeKey(shipped, sequence + 1)))) wantsKey = false;
  };

  const send = (text: string): boolean => {
    const problem =
      (uplink?.bufferedBytes ?? 0) > bufferBound
        ? "the connection is full"
        : text.length > limits.frameLength
          ? "the frame is larger than a hub takes"
          : undefined;
    if (problem !== undefined) {
      unsentSamples++;
      wantsKey = true;
      log.warn({ unsent_samples: unsentSamples }, `a sample was not sent: ${problem}`);
      return false;
    }
    sequence++;
    uplink?.send(text);
    return true;
  };

  const onFrame = (frame: HubToAgent): void => {
    switch (frame.k) {
      case "ack":
        acked = Math.max(acked, Math.min(frame.q, sequence));
        break;
      case "resync":
        logResync((count) =>
          log.warn({ reason: frame.reason, count }, "the hub asks for a key frame"),
        );
        wantsKey = true;
        break;
      case "interval":
        logInterval((count) =>
          log.info({ interval_ms: frame.interval_ms, count }, "the hub sets the interval"),
        );
        schedule?.setInterval(frame.interval_ms);
        break;
      case "error":
        break;
    }
  };

  const run = async (): Promise<void> => {
    facts = await source.facts();
    if (closed) return;
    schedule = createSchedule({ clock, intervalMs: options.intervalMs, tick });
    uplink = createUplink({
      connect: options.connect,
      clock,
      random: options.random,
      log,
      greeting,
      patienceMs: () => Math.max(leastPatienceMs, 3 * intervalMs()),
      onStreaming: () => {
        wantsKey = true;
        if (samples > 0) sendKey();
      },
      onFrame,
    });
  };

  return {
    start: () => {
      run().catch((error: unknown) =>
        log.error({ error: String(error) }, "the facts of this machine cannot be read: no samples"),
      );
    },
    status: () => ({
      uplink: uplink?.state ?? "waiting",
      intervalMs: intervalMs(),
      samples,
      failedSamples,
      skippedTicks: schedule?.skipped ?? 0,
      unsentSamples,
      sequence,
      acked,
      connectionFailures: uplink?.failures ?? 0,
      lastFailure: uplink?.lastFailure ?? "",
    }),
    close: () => {
      closed = true;
      schedule?.close();
      uplink?.close();
      source.close();
    },
  };
};
