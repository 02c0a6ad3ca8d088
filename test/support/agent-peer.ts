import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { channelPair } from "../../src/protocol/channel-pair.ts";
import { decodeAtAgent } from "../../src/protocol/decode-at-agent.ts";
import { type Channel } from "../../src/protocol/effects.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type HelloFrame } from "../../src/protocol/frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { type HubToAgent } from "../../src/protocol/hub-to-agent.ts";
import { factsOf } from "./host-facts.ts";

export interface AgentPeer {
  readonly channel: Channel;
  readonly received: HubToAgent[];
  closed: { code: number; reason: string } | undefined;
  /** What the next frame carries. */
  readonly state: HostState;
  hello(changed?: Partial<HelloFrame>): void;
  /** The text of the next key or delta frame, made but not sent. */
  keyText(sequence: number): string;
  deltaText(sequence: number): string;
  key(sequence: number): void;
  delta(sequence: number): void;
  /** A process of the state, by pid; slot = pid % 1000. */
  put(pid: number, values?: { name?: string; ppid?: number; rss?: number; cpuTime?: number }): void;
  /** Highest sequence number acknowledged. */
  acked(): number | undefined;
}

/** An agent as the hub sees it, each message by hand. */
export const connectAgentPeer = (
  accept: (channel: Channel) => void,
  { host = "web-07", now = () => 1_800_000_000_000 }: { host?: string; now?: () => number } = {},
): AgentPeer => {
  const [channel, hubSide] = channelPair();
  const shipped = new HostState();
  const state = new HostState();
  const peer: AgentPeer = {
    channel,
    received: [],
    closed: undefined,
    state,
    hello: (changed) =>
      channel.send(
        JSON.stringify({
          k: "hello",
          protocol: 1,
          host,
          epoch: "epoch-1",
          interval_ms: 5000,
          facts: factsOf({ hostname: host }),
          ...changed,
        }),
      ),
    keyText: (sequence) => {
      state.time = now();
      const key = encodeKey(state, sequence);
      applyFrame(shipped, key);
      return JSON.stringify(key);
    },
    deltaText: (sequence) => {
      state.time = now();
      state.elapsed = 5000;
      const delta = encodeDelta(shipped, state, sequence);
      applyFrame(shipped, delta);
      return JSON.stringify(delta);
    },
    key: (sequence) => channel.send(peer.keyText(sequence)),
    delta: (sequence) => channel.send(peer.deltaText(sequence)),
    put: (pid, { name = `process-${pid}`, ppid = 1, rss = 1000, cpuTime = 0 } = {}) => {
      const slot = pid % 1000;
      const { processes } = state;
      if (processes.used[slot] !== 1) processes.add(slot, pid, pid * 10);
      processes.info.name[slot] = name;
      processes.numbers.ppid[slot] = ppid;
      processes.numbers.status[slot] = "S".charCodeAt(0);
      processes.numbers.memory_rss[slot] = rss;
      processes.numbers.cpu_time[slot] = cpuTime;
    },
    acked: () => peer.received.findLast((frame) => frame.k === "ack")?.q,
  };
  channel.onText((text) => peer.received.push(decodeAtAgent(text)));
  channel.onClose((code, reason) => {
    peer.closed = { code, reason };
  });
  accept(hubSide);
  peer.put(1, { name: "init", ppid: 0 });
  peer.put(20, { name: "worker" });
  return peer;
};
