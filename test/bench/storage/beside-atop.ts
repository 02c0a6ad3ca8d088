import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseSource } from "../../../src/agent/source/choose-source.ts";
import { systemClock } from "../../../src/cli/system-clock.ts";
import { createFileShelf } from "../../../src/hub/archive/shelf/file-shelf.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { encodeDelta, encodeKey } from "../../../src/protocol/encode-frame.ts";
import { HostState } from "../../../src/protocol/host-state.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/protocol-version.ts";
import { startWorkload } from "../recording/workload.ts";
import { sealRecording } from "./seal-recording.ts";

export interface BesideAtop {
  readonly processes: number;
  readonly samples: number;
  readonly atopBytes: number;
  readonly ourBytes: number;
}

/**
 * atop cannot read a recording, so both look at this machine at the same time. Ours is sealed as one
 * segment of that time, which is shorter than an hour and so costs more a sample than it would.
 */
export const measureBesideAtop = async (minutes: number): Promise<BesideAtop | string> => {
  try {
    execFileSync("atop", ["-V"], { stdio: "ignore" });
  } catch {
    return "atop is not installed";
  }
  const samples = minutes * 12;
  const folder = mkdtempSync(join(tmpdir(), "procmon-bench-atop-"));
  const workload = await startWorkload(minutes * 60 + 120);
  const file = join(folder, "atop.raw");
  const atop = spawn("atop", ["-w", file, "5", String(samples + 1)], { stdio: "ignore" });
  const ended = once(atop, "exit");
  const source = await chooseSource({ clock: systemClock });
  try {
    const state = new HostState();
    const shipped = new HostState();
    const frames = [];
    const start = performance.now();
    for (let q = 1; q <= samples; q++) {
      await source.sample(state);
      const delta = encodeDelta(shipped, state, q);
      applyFrame(shipped, delta);
      frames.push(q === 1 ? encodeKey(shipped, q) : delta);
      await sleep(Math.max(0, start + q * 5000 - performance.now()));
    }
    await Promise.race([ended, sleep(15_000)]);
    const hello = {
      k: "hello",
      protocol: PROTOCOL_VERSION,
      host: "beside",
      epoch: "bench",
      interval_ms: 5000,
      facts: await source.facts(),
    } as const;
    const ourBytes = await sealRecording(
      createFileShelf(folder),
      "beside",
      { hello, frames },
      480_000,
    );
    return { processes: state.processes.count, samples, atopBytes: statSync(file).size, ourBytes };
  } finally {
    atop.kill("SIGKILL");
    source.close();
    await workload.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
