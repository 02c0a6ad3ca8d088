import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binPath } from "./bins.ts";
import { endChild, startBuiltHub } from "./built-hub.ts";

export interface HubAndAgent {
  readonly agentPid: number;
  close(): Promise<void>;
}

/** The built hub and an agent that streams to it over loopback. */
export const createHubAndAgent = async (interval: string): Promise<HubAndAgent> => {
  const dataDir = mkdtempSync(join(tmpdir(), "procmon-bench-hub-"));
  const hub = await startBuiltHub({ dataDir });
  const flags = `--hub ${hub.url} --id bench --interval ${interval}`;
  const agent = spawn(binPath("agent"), flags.split(" "), { stdio: "ignore" });
  return {
    agentPid: agent.pid as number,
    async close() {
      await endChild(agent, "SIGTERM");
      await hub.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
