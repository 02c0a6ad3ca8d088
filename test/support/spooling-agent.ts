import { WebSocket } from "ws";
import { applyFrame } from "../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../src/protocol/encode-frame.ts";
import { type SampleFrame } from "../../src/protocol/frame.ts";
import { HostState } from "../../src/protocol/host-state.ts";
import { factsOf } from "./host-facts.ts";
import { addProcess } from "./host-view.ts";

/** An agent that keeps every frame until it is acknowledged, and sends it again after a crash of the hub. */
export interface SpoolingAgent {
  readonly host: string;
  readonly startTime: number;
  /** Takes a sample and sends it, where it is connected. Its time is the start time and its number. */
  sample(): void;
  /** Connects to a hub, greets, and sends again what is not acknowledged. */
  connect(url: string): Promise<void>;
  /** Of the last frame made, and of the last acknowledged. */
  readonly sequence: number;
  readonly acked: number;
  /** How often the hub asked for a key frame. */
  readonly resyncs: number;
  nextAck(): Promise<void>;
  close(): void;
}

/** Process 7 uses as many bytes as the sample has number, and a process with the number as pid begins. */
export const createSpoolingAgent = (host: string, startTime: number): SpoolingAgent => {
  const spool: SampleFrame[] = [];
  const state = new HostState();
  const shipped = new HostState();
  let sequence = 0;
  let acked = 0;
  let resyncs = 0;
  let onAck = (): void => undefined;
  let socket: WebSocket | undefined;

  const send = (frame: SampleFrame): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const makeFrame = (isKey: boolean): SampleFrame => {
    sequence++;
    state.time = startTime + sequence;
    state.elapsed = sequence === 1 ? 0 : 1;
    const { processes } = state;
    for (let slot = 0; slot < processes.bound; slot++)
      if (processes.used[slot] === 1) processes.remove(slot);
    addProcess(processes, 0, { pid: 7, start: 1, name: "steady", memory_rss: sequence });
    addProcess(processes, 1, { pid: 1000 + sequence, start: 2, name: "brief" });
    const frame = isKey ? encodeKey(state, sequence) : encodeDelta(shipped, state, sequence);
    applyFrame(shipped, frame);
    return frame;
  };
  const hello = () => ({
    k: "hello",
    protocol: 1,
    host,
    epoch: "epoch-1",
    interval_ms: 1000,
    facts: factsOf({ hostname: host }),
  });

  return {
    host,
    startTime,
    sample: () => {
      const frame = makeFrame(sequence === 0);
      spool.push(frame);
      send(frame);
    },
    connect: (url) =>
      new Promise((resolve, reject) => {
        const opened = new WebSocket(`${url.replace("http", "ws")}/api/v1/agent`);
        let isGreeted = false;
        opened.on("open", () => opened.send(JSON.stringify(hello())));
        opened.on("error", reject);
        opened.on("message", (data: Buffer) => {
          const frame = JSON.parse(data.toString()) as { k: string; q: number; message?: string };
          if (frame.k === "error") reject(new Error(frame.message));
          if (frame.k === "resync") resyncs++;
          if (frame.k !== "ack") return;
          acked = Math.max(acked, frame.q);
          onAck();
          while ((spool[0]?.q ?? Number.POSITIVE_INFINITY) <= acked) spool.shift();
          if (isGreeted) return;
          isGreeted = true;
          socket = opened;
          for (const one of spool) send(one);
          resolve();
        });
      }),
    nextAck: () =>
      new Promise((resolve) => {
        onAck = resolve;
      }),
    get resyncs() {
      return resyncs;
    },
    get sequence() {
      return sequence;
    },
    get acked() {
      return acked;
    },
    close: () => {
      socket?.removeAllListeners();
      socket?.on("error", () => undefined);
      socket?.terminate();
    },
  };
};
