import { WebSocket } from "ws";
import { readRecording } from "../recording/read-recording.ts";
import { type FleetOptions, type FleetReport, type FleetRequest } from "./simulated-fleet.ts";

/*
 * Many agents in one program, started by simulated-fleet.ts: each replays the recording from a place of
 * its own in the interval, connects again with full jitter when it is cut off, and remembers what was
 * acknowledged.
 */
const options = JSON.parse(process.argv[2] ?? "{}") as FleetOptions;
const recording = readRecording();
if (recording === undefined) throw new Error("the recording is missing");
const { hello } = recording;
/** What follows `"q":N,"t":T,` of each frame; the key frame begins a round. */
const bodies = recording.frames.map((frame) => {
  const { k, q: _q, t: _t, ...body } = frame;
  return { k, rest: JSON.stringify(body).slice(1) };
});

class SimulatedAgent {
  readonly host: string;
  readonly epoch: string;
  q = 0;
  at = 0;
  ackedQ = 0;
  ackedCount = 0;
  failures = 0;
  /** When each frame was made, by sequence number. */
  readonly times: number[] = [];
  /** When the frames were made that the hub acknowledged. */
  readonly kept: number[] = [];
  lastTime = 0;
  socket: WebSocket | undefined;
  isStreaming = false;

  constructor(index: number) {
    this.host = `sim-${String(index).padStart(5, "0")}`;
    this.epoch = `epoch-${index}-${process.pid}`;
    setTimeout(() => {
      this.connect();
      this.tick();
      setInterval(() => this.tick(), options.intervalMs);
    }, options.spreadMs * Math.random());
  }

  connect(): void {
    const socket = new WebSocket(`${options.url.replace("http", "ws")}/api/v1/agent`, {
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.on("open", () =>
      socket.send(
        JSON.stringify({
          ...hello,
          host: this.host,
          epoch: this.epoch,
          interval_ms: options.intervalMs,
          facts: { ...hello.facts, hostname: this.host },
        }),
      ),
    );
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { k: string; q?: number };
      if (frame.k === "ack") {
        this.acknowledge(frame.q ?? 0);
        if (!this.isStreaming) {
          // What was under way and is not covered by the greeting's answer is lost: nothing keeps it here.
          this.ackedQ = this.q;
          this.isStreaming = true;
          // The table on the other side may be any: a key frame first, at once.
          this.at = 0;
          this.tick();
        }
      } else if (frame.k === "resync") this.at = 0;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (this.socket !== socket) return;
      this.isStreaming = false;
      this.failures++;
      setTimeout(() => this.connect(), options.reconnectMs * Math.random());
    });
  }

  acknowledge(q: number): void {
    if (options.remembers)
      for (let one = this.ackedQ + 1; one <= q; one++) this.kept.push(this.times[one] as number);
    this.ackedCount += Math.max(0, q - this.ackedQ);
    this.ackedQ = Math.max(this.ackedQ, q);
  }

  tick(): void {
    if (!this.isStreaming) return;
    const body = bodies[this.at] as (typeof bodies)[number];
    this.at = (this.at + 1) % bodies.length;
    this.q++;
    // Two samples of the same millisecond could not be told apart.
    const t = Math.max(Date.now(), this.lastTime + 1);
    this.lastTime = t;
    if (options.remembers) this.times[this.q] = t;
    this.socket?.send(`{"k":"${body.k}","q":${this.q},"t":${t},${body.rest}`);
  }
}

const agents = Array.from({ length: options.hosts }, (_, index) => new SimulatedAgent(index));

const report = (): FleetReport => ({
  connected: agents.filter(({ isStreaming }) => isStreaming).length,
  sent: agents.reduce((sum, { q }) => sum + q, 0),
  acked: agents.reduce((sum, { ackedCount }) => sum + ackedCount, 0),
  failures: agents.reduce((sum, { failures }) => sum + failures, 0),
});

process.on("message", (request: FleetRequest) => {
  switch (request) {
    case "report":
      process.send?.(report());
      break;
    case "acked":
      process.send?.(agents.map(({ host, kept }) => ({ host, times: kept })));
      break;
    case "reconnect":
      for (const agent of agents) agent.socket?.terminate();
      process.send?.(report());
      break;
    default:
      throw new Error(`unknown request ${String(request)}`);
  }
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
