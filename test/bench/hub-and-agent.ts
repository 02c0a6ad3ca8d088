import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { binPath } from "./bins.ts";

export interface HubAndAgent {
  readonly agentPid: number;
  close(): Promise<void>;
}

/** The built hub and an agent that streams to it over loopback. */
export const createHubAndAgent = async (interval: string): Promise<HubAndAgent> => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-hub-"));
  const address = `127.0.0.1:${await freePort()}`;
  const hub = start(binPath("hub"), ["--listen", address, "--data-dir", folder]);
  const stopHub = async () => {
    await end(hub);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(`http://${address}/healthz`);
  } catch (error) {
    await stopHub();
    throw error;
  }
  const flags = `--hub http://${address} --id bench --interval ${interval}`;
  const agent = start(binPath("agent"), flags.split(" "));
  return {
    agentPid: agent.pid as number,
    async close() {
      await end(agent);
      await stopHub();
    },
  };
};

const start = (file: string, args: readonly string[]): ChildProcess =>
  spawn(file, args, { stdio: ["ignore", "ignore", "ignore"] });

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(force);
};

const untilHealthy = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(100);
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
