import { type Clock } from "../protocol/effects.ts";

/** When the screen is drawn for data and for time; keys draw at once, beside it. */
export interface TickSchedule {
  /** There is new data, or news of the connection: a tick comes soon. */
  onNews(): void;
  close(): void;
}

/** Screens of new data are this far apart at least: a fleet sends more often than one can read. */
const leastMs = 200;
/** Without news, the clock and the ages move on. */
const idleMs = 1000;

/** While `isEmpty`, there is nothing to read yet, and every news is drawn at once. */
export const createTickSchedule = (
  clock: Clock,
  { tick, isEmpty }: { readonly tick: () => void; readonly isEmpty: () => boolean },
): TickSchedule => {
  let last = clock.monotonic();
  let soon = false;
  let closed = false;
  const run = (): void => {
    soon = false;
    last = clock.monotonic();
    cancel = clock.after(idleMs, run);
    tick();
  };
  let cancel = clock.after(idleMs, run);
  return {
    onNews: () => {
      if (soon || closed) return;
      soon = true;
      cancel();
      const wait = isEmpty() ? 0 : Math.max(0, last + leastMs - clock.monotonic());
      cancel = clock.after(wait, run);
    },
    close: () => {
      closed = true;
      cancel();
    },
  };
};
