import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { binPath } from "./bins.ts";

export interface BuiltHub {
  readonly pid: number;
  readonly url: string;
  /** Milliseconds from its start until it answered. */
  readonly servingAfterMs: number;
  /** As a crash: nothing is written any more. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** The built hub over a data folder, on a free port of loopback or the one of `url`. */
export const startBuiltHub = async (options: {
  dataDir: string;
  url?: string;
  flags?: readonly string[];
}): Promise<BuiltHub> => {
  const url = options.url ?? `http://127.0.0.1:${await freePort()}`;
  const started = performance.now();
  const child = spawn(
    binPath("hub"),
    [
      "--listen",
      url.slice("http://".length),
      "--data-dir",
      options.dataDir,
      ...(options.flags ?? []),
    ],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const end = (signal: NodeJS.Signals) => endChild(child, signal);
  try {
    await untilHealthy(`${url}/healthz`);
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
  return {
    pid: child.pid as number,
    url,
    servingAfterMs: performance.now() - started,
    kill: () => end("SIGKILL"),
    close: () => end("SIGTERM"),
  };
};

export const endChild = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
};

const untilHealthy = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(10);
  }
  throw new Error(`the hub did not answer at ${url} within 10 s`);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
};
