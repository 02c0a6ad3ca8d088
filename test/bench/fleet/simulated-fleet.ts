import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { endChild } from "../built-hub.ts";

export interface FleetOptions {
  readonly url: string;
  readonly hosts: number;
  readonly intervalMs: number;
  /** The agents start within this time, at random moments. */
  readonly spreadMs: number;
  /** A lost connection is opened again within this time, at a random moment. */
  readonly reconnectMs: number;
  /** Whether to keep the times of all samples, for `acked`. */
  readonly remembers: boolean;
}

export type FleetRequest = "report" | "acked" | "reconnect";

export interface FleetReport {
  readonly connected: number;
  readonly sent: number;
  readonly acked: number;
  readonly failures: number;
}

/** When the samples of a host were made that the hub acknowledged, milliseconds since 1970. */
export interface AckedSamples {
  readonly host: string;
  readonly times: readonly number[];
}

export interface SimulatedFleet {
  readonly pid: number;
  report(): Promise<FleetReport>;
  acked(): Promise<readonly AckedSamples[]>;
  /** Cuts all connections at once. */
  reconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Agents by the thousand in a program of their own, so that their work is not the hub's. */
export const startSimulatedFleet = async (options: FleetOptions): Promise<SimulatedFleet> => {
  const child = fork(join(import.meta.dirname, "agents-program.ts"), [JSON.stringify(options)], {
    execArgv: ["--max-old-space-size=4096"],
  });
  await once(child, "message");
  const ask = async <T>(request: FleetRequest): Promise<T> => {
    child.send(request);
    const [answer] = (await once(child, "message")) as [T];
    return answer;
  };
  return {
    pid: child.pid as number,
    report: () => ask("report"),
    acked: () => ask("acked"),
    reconnect: async () => void (await ask("reconnect")),
    close: () => endChild(child, "SIGTERM"),
  };
};
