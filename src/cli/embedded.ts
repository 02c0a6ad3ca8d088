import { createAgent } from "../agent/agent.ts";
import { chooseSource } from "../agent/source/choose-source.ts";
import { createHub } from "../hub/hub.ts";
import { channelPair } from "../protocol/channel-pair.ts";
import { type Channel, type Logger } from "../protocol/effects.ts";
import { type HostFacts } from "../protocol/host-facts.ts";
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
  return {
    connect: () => {
      const [terminalSide, hubSide] = channelPair();
      hub.acceptTerminal(hubSide);
      return terminalSide;
    },
    close: () => {
      agent.close();
      hub.close();
    },
  };
};
