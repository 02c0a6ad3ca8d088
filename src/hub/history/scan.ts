import { type Clock } from "../../protocol/effects.ts";
import { nextTurn } from "../archive/tiers/run-sliced.ts";

/** How long a scan works at a time, in milliseconds: others wait for no longer. */
const sliceMs = 8;

/** The pace of one long answer: it lets other work in between, and ends where nobody waits for it. */
export interface Scan {
  /** To be awaited between two pieces of work. Rejects once the request is aborted. */
  rest(): Promise<void>;
}

export const createScan = ({ clock, signal }: { clock: Clock; signal?: AbortSignal }): Scan => {
  let since = clock.monotonic();
  return {
    rest: async () => {
      signal?.throwIfAborted();
      if (clock.monotonic() - since < sliceMs) return;
      await nextTurn();
      signal?.throwIfAborted();
      since = clock.monotonic();
    },
  };
};
