import { channelPair } from "../../src/protocol/channel-pair.ts";
import { decodeAtTerminal } from "../../src/protocol/decode-frame.ts";
import { type Channel } from "../../src/protocol/effects.ts";
import { type HubToTerminal, type WatchFrame } from "../../src/protocol/frame.ts";

export interface TerminalPeer {
  readonly channel: Channel;
  readonly texts: string[];
  readonly received: HubToTerminal[];
  closed: { code: number; reason: string } | undefined;
  /** Bytes that the terminal has not read, as the hub's side of the connection sees it. */
  unread: number;
  watch(hosts: WatchFrame["hosts"]): void;
  /** What came since the last call, as `kind` or `kind host sequence`. */
  take(): string[];
}

/** A terminal as the hub sees it, each message by hand. */
export const connectTerminalPeer = (accept: (channel: Channel) => void): TerminalPeer => {
  const [channel, hubSide] = channelPair();
  let taken = 0;
  const peer: TerminalPeer = {
    channel,
    texts: [],
    received: [],
    closed: undefined,
    unread: 0,
    watch: (hosts) => channel.send(JSON.stringify({ k: "watch", hosts })),
    take: () => {
      const fresh = peer.received.slice(taken);
      taken = peer.received.length;
      return fresh.map((frame) => ("q" in frame ? `${frame.k} ${frame.host} ${frame.q}` : frame.k));
    },
  };
  channel.onText((text) => {
    peer.texts.push(text);
    peer.received.push(decodeAtTerminal(text));
  });
  channel.onClose((code, reason) => {
    peer.closed = { code, reason };
  });
  accept(Object.create(hubSide, { bufferedBytes: { get: () => peer.unread } }) as Channel);
  return peer;
};
