import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface HealthLatency {
  /** Milliseconds of each answer since the start or the last call. */
  take(): number[];
  close(): void;
}

/**
 * Asks a hub for its health 50 times a second: how long an answer takes is how long its event loop kept
 * everyone waiting, as seen from outside.
 */
export const watchHealth = (url: string): HealthLatency => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let latencies: number[] = [];
  let isClosed = false;
  const ask = (): void => {
    const started = performance.now();
    get(`${url}/healthz`, { agent }, (answer) => {
      answer.resume();
      answer.on("end", () => latencies.push(performance.now() - started));
    }).on("error", () => undefined);
  };
  void (async () => {
    while (!isClosed) {
      ask();
      await sleep(20);
    }
  })();
  return {
    take: () => {
      const taken = latencies;
      latencies = [];
      return taken;
    },
    close: () => {
      isClosed = true;
      agent.destroy();
    },
  };
};
