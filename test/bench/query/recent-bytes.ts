import { newFleetHost } from "../../../src/hub/fleet-host.ts";
import { createRecentHistory } from "../../../src/hub/recent/recent-history.ts";
import { applyFrame } from "../../../src/protocol/apply-frame.ts";
import { type Recording } from "../recording/read-recording.ts";

export interface RecentCost {
  readonly bytes: number;
  readonly samples: number;
  /** Microseconds a frame to keep it. */
  readonly frameUs: number;
}

/** What an hour in memory takes of a host. */
export const measureRecent = ({ hello, frames }: Recording): RecentCost => {
  const recent = createRecentHistory({ maxSnapshots: frames.length });
  const host = newFleetHost("default", hello, { now: 0, monotonic: 0 });
  let usedMs = 0;
  for (const frame of frames) {
    applyFrame(host.state, frame);
    host.hasState = true;
    const began = performance.now();
    recent.accept(host, "", frame);
    usedMs += performance.now() - began;
  }
  return { bytes: recent.bytes, samples: frames.length, frameUs: (usedMs * 1000) / frames.length };
};
