import { backoffDelay } from "../protocol/backoff.ts";
import { decodeAtAgent } from "../protocol/decode-at-agent.ts";
import {
  type Channel,
  type Clock,
  type Connect,
  type Logger,
  type Random,
} from "../protocol/effects.ts";
import { type ErrorCode } from "../protocol/error-codes.ts";
import { type HubToAgent } from "../protocol/hub-to-agent.ts";
import { makeSafeText } from "../protocol/safe-text.ts";
import { createRareLog } from "./rare-log.ts";

/**
 * `waiting` for the next attempt, `connecting`, `greeting` (hello sent, not answered yet), `streaming`.
 */
export type UplinkState = "waiting" | "connecting" | "greeting" | "streaming" | "closed";

export interface Uplink {
  readonly state: UplinkState;
  /** Connections lost or refused since the start. */
  readonly failures: number;
  /** Why the last one ended; empty before the first. */
  readonly lastFailure: string;
  readonly bufferedBytes: number;
  /** Does nothing unless streaming. */
  send(text: string): void;
  close(): void;
}

/** Silence in which a connection attempt or a greeting counts as failed. */
const greetingPatienceMs = 15_000;
/** A connection that streamed this long was a good one: the next wait starts small again. */
const stableMs = 30_000;
/** Reasons that no retry changes soon: from the first one on, the wait is drawn from the full range. */
const lastingRefusals: ReadonlySet<string> = new Set<ErrorCode>([
  "PROCMON_PROTOCOL_VERSION",
  "PROCMON_HELLO_EXPECTED",
  "PROCMON_HOST_TAKEN",
  "PROCMON_TOO_MANY_HOSTS",
  "PROCMON_FRAME_INVALID",
  "PROCMON_FRAME_TOO_LARGE",
]);
const longestAttempt = 30;
/** A hub acknowledges at most every sample, ten a second; what comes at once may be three seconds' worth. */
const framesPerSecond = 100;
const frameBurst = 3 * framesPerSecond;
/** RFC 6455, section 7.4.1: the peer breaks a rule. */
const POLICY_VIOLATION = 1008;

/**
 * Keeps one connection to the hub up: connects, sends the greeting, waits for its `ack`, then passes
 * frames both ways; whatever ends it, waits with full jitter and begins again. It knows nothing of
 * samples. An `ack` is the sign of life: without one for `patienceMs()` the connection is given up.
 */
export const createUplink = (options: {
  connect: Connect;
  clock: Clock;
  random: Random;
  log: Logger;
  /** The text of `hello`, asked for at each connection. */
  greeting: () => string;
  patienceMs: () => number;
  /** The greeting was acknowledged; frames may be sent. */
  onStreaming: () => void;
  /** Every frame from the hub, the first `ack` included. */
  onFrame: (frame: HubToAgent) => void;
}): Uplink => {
  const { clock, log } = options;
  let state: UplinkState = "waiting";
  let channel: Channel | undefined;
  let attempt = 0;
  let failures = 0;
  let lastFailure = "";
  let lasting = false;
  let streamingSince = 0;
  /** Frames the hub may send right now, as of `allowedAt`. */
  let allowance = frameBurst;
  let allowedAt = clock.monotonic();
  const logRefusal = createRareLog(clock);
  let cancelTimer = (): void => {};

  const setTimer = (ms: number, call: () => void): void => {
    cancelTimer();
    cancelTimer = clock.after(ms, call);
  };

  const open = (): void => {
    state = "connecting";
    lasting = false;
    const token = {};
    pending = token;
    setTimer(greetingPatienceMs, () => fail("no connection in time"));
    options.connect().then(
      (opened) => (pending === token ? greet(opened) : opened.close(1000, "given up")),
      (error: unknown) => {
        if (pending === token) fail(error instanceof Error ? error.message : String(error));
      },
    );
  };
  /** Stands for the attempt under way, so that what an abandoned one still brings is told apart. */
  let pending: object | undefined;

  const greet = (opened: Channel): void => {
    pending = undefined;
    channel = opened;
    state = "greeting";
    allowance = frameBurst;
    opened.onText((text) => {
      if (channel === opened) receive(text);
    });
    opened.onClose((code, reason) => {
      if (channel === opened) fail(`closed with ${code}${reason === "" ? "" : `: ${reason}`}`);
    });
    setTimer(greetingPatienceMs, () => fail("the hub did not answer the greeting"));
    opened.send(options.greeting());
  };

  /** Whether one more frame keeps within the rate. */
  const mayReceive = (): boolean => {
    const now = clock.monotonic();
    allowance = Math.min(frameBurst, allowance + ((now - allowedAt) / 1000) * framesPerSecond) - 1;
    allowedAt = now;
    return allowance >= 0;
  };

  const receive = (text: string): void => {
    if (!mayReceive()) {
      fail(`the hub sends more than ${framesPerSecond} frames a second`, POLICY_VIOLATION);
      return;
    }
    let frame: HubToAgent;
    try {
      frame = decodeAtAgent(text);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return;
    }
    if (frame.k === "error") {
      lasting = lastingRefusals.has(frame.code);
      const fields = { code: makeSafeText(frame.code), reason: frame.message };
      logRefusal((count) => log.error({ ...fields, count }, "the hub refused"));
    }
    const opened = channel;
    if (frame.k === "ack")
      setTimer(options.patienceMs(), () => fail("the hub acknowledged nothing for too long"));
    options.onFrame(frame);
    if (frame.k === "ack" && state === "greeting" && channel === opened) {
      state = "streaming";
      streamingSince = clock.monotonic();
      log.info({}, "connected to the hub");
      options.onStreaming();
    }
  };

  const fail = (reason: string, code = 1000): void => {
    cancelTimer();
    if (state === "streaming" && clock.monotonic() - streamingSince >= stableMs) attempt = 0;
    if (lasting) attempt = longestAttempt;
    const delay = backoffDelay(attempt, options.random);
    attempt = Math.min(attempt + 1, longestAttempt);
    failures++;
    lastFailure = makeSafeText(reason.slice(0, 500));
    const lost = channel;
    channel = undefined;
    pending = undefined;
    state = "waiting";
    lost?.close(code, code === 1000 ? "" : lastFailure);
    log.warn({ reason: lastFailure, retry_in_ms: delay }, "no connection to the hub");
    setTimer(delay, open);
  };

  open();

  return {
    get state() {
      return state;
    },
    get failures() {
      return failures;
    },
    get lastFailure() {
      return lastFailure;
    },
    get bufferedBytes() {
      return channel?.bufferedBytes ?? 0;
    },
    send: (text) => {
      if (state === "streaming") channel?.send(text);
    },
    close: () => {
      cancelTimer();
      const last = channel;
      channel = undefined;
      pending = undefined;
      state = "closed";
      last?.close(1000, "the agent ends");
    },
  };
};
