import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endChild } from "../built-hub.ts";
import { readCpuMs } from "../process-usage.ts";

/** CPU of a hub that takes full JSON rows, in microseconds per sample of a host. */
export const measureRowsHub = async (options: {
  hosts: number;
  intervalMs: number;
  seconds: number;
}): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-rows-"));
  const hub = fork(join(import.meta.dirname, "rows-hub-program.ts"), [join(folder, "rows.ndjson")]);
  const [port] = (await once(hub, "message")) as [number];
  const { hosts, intervalMs, seconds } = options;
  const agents = fork(join(import.meta.dirname, "rows-agents-program.ts"), [
    `ws://127.0.0.1:${port}`,
    String(hosts),
    String(intervalMs),
  ]);
  try {
    await once(agents, "message");
    await sleep(2 * intervalMs);
    const before = readCpuMs(undefined, hub.pid as number);
    await sleep(seconds * 1000);
    const usedMs = readCpuMs(undefined, hub.pid as number) - before;
    return (usedMs * 1000) / (hosts * ((seconds * 1000) / intervalMs));
  } finally {
    await endChild(agents, "SIGTERM");
    await endChild(hub, "SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
};
