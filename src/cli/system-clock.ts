import { type Clock } from "../protocol/effects.ts";

/** The real clock. `monotonic` is CLOCK_MONOTONIC: it stands still while the machine is suspended. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
