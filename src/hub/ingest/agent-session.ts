import { applyFrame } from "../../protocol/apply-frame.ts";
import { decodeFromAgent } from "../../protocol/decode-frame.ts";
import { type Channel, type Clock, type Logger } from "../../protocol/effects.ts";
import { type AgentToHub, type HelloFrame, type SampleFrame } from "../../protocol/frame.ts";
import { HostState } from "../../protocol/host-state.ts";
import { type HubToAgent } from "../../protocol/hub-to-agent.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type Fleet } from "../fleet.ts";
import { type FleetHost } from "../fleet-host.ts";
import { type FrameSink } from "../frame-sink.ts";
import { type HubCounters } from "../hub-counters.ts";
import { type Journal } from "../journal/journal.ts";
import { refuse } from "../refuse.ts";
import { type TenantId } from "../tenant.ts";
import { createTokenBucket } from "../token-bucket.ts";
import { createAckPace } from "./ack-pace.ts";
import { type Admission } from "./admission.ts";
import { decodeGreeting } from "./decode-greeting.ts";
import { type AgentSession, type SessionRegister } from "./session-register.ts";

const greetingPatienceMs = 10_000;
/**
 * What an agent may send: the shortest interval (100 ms) four times over, and after a stall of the hub
 * what gathered. A frame costs 1 and 1 more for each 64 Ki characters: the largest key frame 257.
 */
const framesPerSecond = 40;
const frameBurst = 400;
const charactersPerCost = 65_536;

/**
 * One agent's connection: greeting, then frames checked, put in order, applied to the host's table and
 * handed to the sinks as they came. Whatever is wrong ends in a resync (the tables differ) or in an
 * error frame and a close (the agent does not speak the protocol).
 */
export const acceptAgentSession = (options: {
  channel: Channel;
  tenant: TenantId;
  fleet: Fleet;
  register: SessionRegister;
  sinks: readonly FrameSink[];
  counters: HubCounters;
  clock: Clock;
  log: Logger;
  yields?: boolean;
  admission: Admission;
  /** What keeps frames and says so; without one they count as kept as soon as they were taken. */
  journal: Pick<Journal, "trouble"> | undefined;
  onEnd: () => void;
}): AgentSession => {
  const { channel, tenant, fleet, register, sinks, counters, clock, log, journal } = options;
  const mayReceive = createTokenBucket({ clock, perSecond: framesPerSecond, burst: frameBurst });
  const send = (frame: HubToAgent): void => channel.send(JSON.stringify(frame));
  const acks = createAckPace(clock, (q) => send({ k: "ack", q }));
  let host: FleetHost | undefined;
  /** What came behind a greeting that waits to be answered; bounded by `mayReceive`. */
  let early: string[] | undefined;
  /** When the key frame that is awaited was asked for, on the monotonic clock. */
  let askedAt: number | undefined;
  let ended = false;

  const end = (): void => {
    if (ended) return;
    ended = true;
    cancelPatience();
    acks.close();
    if (host !== undefined && register.leave(host, session)) {
      fleet.disconnect(host);
      log.info({ host: host.host }, "agent disconnected");
    }
    options.onEnd();
  };

  const fail = (error: unknown): void => {
    counters.refused++;
    refuse(channel, error, log, host?.host);
    end();
  };

  const session: AgentSession = {
    yields: options.yields ?? false,
    close: (code, reason) => {
      channel.close(code, reason);
      end();
    },
    acknowledge: () => {
      if (host !== undefined) acks.ack(host.keptSequence);
    },
    askAgain: () => {
      askedAt = undefined;
      if (host !== undefined) resync(host, "frames could not be kept, a key frame begins anew");
    },
  };

  const greet = (text: string): void => {
    const hello = decodeGreeting(text);
    cancelPatience();
    early = [];
    options.admission.admit(() => {
      if (ended) return;
      try {
        enter(hello);
        const texts = early ?? [];
        early = undefined;
        for (const one of texts) if (!ended) hear(one);
      } catch (error) {
        fail(error);
      }
    });
  };

  const enter = (hello: HelloFrame): void => {
    register.enter(tenant, hello, session);
    try {
      host = fleet.greet(tenant, hello);
    } catch (error) {
      register.leave({ tenant, host: hello.host }, session);
      throw error;
    }
    log.info({ host: host.host, epoch: makeSafeText(host.epoch) }, "agent connected");
    for (const sink of sinks) sink.greet?.(host);
    acks.ack(host.keptSequence, { atOnce: true });
  };

  const hear = (text: string): void => {
    if (early !== undefined) early.push(text);
    else if (host === undefined) greet(text);
    else receive(host, decodeFromAgent(text), text);
  };

  const receive = (to: FleetHost, frame: AgentToHub, text: string): void => {
    switch (frame.k) {
      case "hello":
        throw new ProcmonError("PROCMON_FRAME_INVALID", "expected one hello, got a second");
      case "error":
        log.warn(
          { host: to.host, code: makeSafeText(frame.code), reason: frame.message },
          "agent reports",
        );
        break;
      default:
        take(to, frame, text);
    }
  };

  const take = (to: FleetHost, frame: SampleFrame, text: string): void => {
    if (frame.q <= to.sequence) {
      counters.frames_duplicate++;
      acks.ack(to.keptSequence);
      return;
    }
    if (frame.k === "delta" && (!to.hasState || frame.q !== to.sequence + 1)) {
      counters.frames_out_of_order++;
      resync(
        to,
        to.hasState
          ? `expected frame ${to.sequence + 1}, got ${frame.q}`
          : "expected a key frame first",
      );
      return;
    }
    try {
      applyFrame(to.state, frame);
    } catch (error) {
      if (!(error instanceof ProcmonError)) throw error;
      counters.frames_inconsistent++;
      to.state = new HostState(1);
      to.hasState = false;
      askedAt = undefined;
      resync(to, error.message);
      return;
    }
    to.sequence = frame.q;
    to.hasState = true;
    if (frame.k === "key") askedAt = undefined;
    counters.frames_accepted++;
    fleet.hear(to, frame.t);
    for (const sink of sinks) sink.accept(to, text, frame);
    if (journal === undefined) {
      to.keptSequence = frame.q;
      acks.ack(frame.q, { atOnce: frame.k === "key" });
    } else if (journal.trouble !== undefined) {
      // No news, but a sign of life: an agent that hears nothing for 15 s connects anew.
      acks.ack(to.keptSequence);
    }
  };

  /** Once, since the deltas on their way know no better; again when two samples brought no key frame. */
  const resync = (to: FleetHost, reason: string): void => {
    if (askedAt !== undefined && clock.monotonic() - askedAt < 2 * to.intervalMs) return;
    askedAt = clock.monotonic();
    counters.resyncs++;
    send({ k: "resync", reason: makeSafeText(reason.slice(0, 256)) });
  };

  const cancelPatience = clock.after(greetingPatienceMs, () =>
    fail(
      new ProcmonError(
        "PROCMON_HELLO_EXPECTED",
        `expected hello within ${greetingPatienceMs / 1000} seconds, nothing came`,
      ),
    ),
  );
  channel.onClose(end);
  channel.onText((text) => {
    if (ended) return;
    try {
      if (!mayReceive(1 + text.length / charactersPerCost))
        throw new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${framesPerSecond} frames a second`,
        );
      checkLine(text);
      hear(text);
    } catch (error) {
      fail(error);
    }
  });
  return session;
};

/** Relay and log put a text behind `{"host":...,` and on a line of its own. */
const checkLine = (text: string): void => {
  if (!text.startsWith("{") || text.includes("\n") || text.includes("\r"))
    throw new ProcmonError(
      "PROCMON_FRAME_NOT_JSON",
      "expected one JSON object on one line, without blanks in front",
    );
};
