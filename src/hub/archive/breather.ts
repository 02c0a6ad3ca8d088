import { type Clock } from "../../protocol/effects.ts";

/** Lets others in while long work is under way. */
export interface Breather {
  /** Resolves at once while the slice lasts, else after everything that waits had its turn. */
  rest(): Promise<void> | undefined;
}

/** Work goes on for at most `sliceMs` at a stretch, and for at most `steps` rests. */
export const createBreather = (clock: Clock, { sliceMs = 6, steps = 200 } = {}): Breather => {
  let until = clock.monotonic() + sliceMs;
  let left = steps;
  return {
    rest: () => {
      left--;
      if (left > 0 && clock.monotonic() < until) return undefined;
      return new Promise((resolve) => {
        setImmediate(() => {
          until = clock.monotonic() + sliceMs;
          left = steps;
          resolve();
        });
      });
    },
  };
};
