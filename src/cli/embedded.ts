import { createAgent } from "../agent/agent.ts";
import { chooseSource } from "../agent/source/choose-source.ts";
import { createHub } from "../hub/hub.ts";
import { channelPair } from "../protocol/channel-pair.ts";
import { type Channel, type Logger } from "../protocol/effects.ts";
import { type HostFacts } from "../protocol/host-facts.ts";
import { type EmbeddedPast, type HubAnswer } from "./embedded-past.ts";
import { systemClock } from "./system-clock.ts";
import { version } from "./version.ts";

export interface EmbeddedOptions {
  readonly id: string;
  readonly intervalMs: number;
  readonly source: HostFacts["source"] | undefined;
}

export interface Embedded {
  /** A new terminal of the hub within. */
  connect(): Channel;
  /**
   * Answers a GET of the REST API: a path with its query, such as `/api/v1/events?from=-1h`. The past is
   * kept from the first question on: what that takes is loaded only then (20 MB, measured).
   */
  ask(path: string): Promise<HubAnswer>;
  close(): void;
}

/**
 * An agent and a hub in this thread, joined by channels in memory: the same two programs that run on a
 * network, without a port that others on the machine could read from.
 */
export const createEmbedded = async (
  { id, intervalMs, source: wanted }: EmbeddedOptions,
  log: Logger,
): Promise<Embedded> => {
  const clock = systemClock;
  const source = await chooseSource({ wanted, clock });
  const hub = createHub({ clock, log, maxHosts: 1 });
  const agent = createAgent({
    host: id,
    source,
    connect: async () => {
      const [agentSide, hubSide] = channelPair();
      hub.acceptAgent(hubSide);
      return agentSide;
    },
    intervalMs,
    clock,
    random: Math.random,
    log,
    version,
    // Agent and hub begin and end together; a random one would load 25 ms of node:crypto.
    epoch: "embedded",
  });
  agent.start();
  let past: Promise<EmbeddedPast> | undefined;
  const openPast = (): Promise<EmbeddedPast> => {
    past ??= import("./embedded-past.ts").then(({ openEmbeddedPast }) =>
      openEmbeddedPast({ hub, clock, random: Math.random, log }),
    );
    return past;
  };
  return {
    connect: () => {
      const [terminalSide, hubSide] = channelPair();
      hub.acceptTerminal(hubSide);
      return terminalSide;
    },
    ask: async (path) => (await openPast()).ask(path),
    close: () => {
      agent.close();
      void past?.then((opened) => opened.close());
      hub.close();
    },
  };
};
