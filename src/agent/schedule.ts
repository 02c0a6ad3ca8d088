import { type Clock } from "../protocol/effects.ts";

/** Rates need two samples: the second comes so soon after the first, whatever the interval. */
const earlyMs = 500;

/** Calls at a steady pace until closed. */
export interface Schedule {
  readonly intervalMs: number;
  /** Ticks left out because the one before was still at work, or because time had jumped past them. */
  readonly skipped: number;
  /** From now on this pace; the next tick comes one new interval from now. */
  setInterval(intervalMs: number): void;
  close(): void;
}

/**
 * Ticks at once, once more after 500 ms, and then at start + n * interval on the monotonic clock, so that
 * neither the time a tick takes nor a late timer adds up. What was missed (a busy machine, a suspended laptop) is left
 * out, never made up for: after any pause exactly one tick follows, back on the same grid.
 */
export const createSchedule = (options: {
  clock: Clock;
  intervalMs: number;
  tick: () => Promise<void>;
}): Schedule => {
  const { clock, tick } = options;
  let { intervalMs } = options;
  let origin = clock.monotonic();
  let due = 0;
  /** When the early tick comes; infinite once a second tick has come. */
  let earlyAt = Number.POSITIVE_INFINITY;
  let skipped = 0;
  let busy = false;
  let closed = false;
  let cancel = (): void => {};

  const dueAt = (): number => origin + due * intervalMs;
  const arm = (): void => {
    cancel = clock.after(Math.max(0, Math.min(earlyAt, dueAt()) - clock.monotonic()), run);
  };
  const run = (): void => {
    const now = clock.monotonic();
    const isFirst = due === 0;
    if (now < earlyAt || now >= dueAt()) {
      const reached = Math.max(due, Math.floor((now - origin) / intervalMs));
      skipped += reached - due;
      due = reached + 1;
    }
    earlyAt = isFirst ? now + earlyMs : Number.POSITIVE_INFINITY;
    arm();
    if (busy) {
      skipped++;
      return;
    }
    busy = true;
    void tick().finally(() => {
      busy = false;
    });
  };
  run();

  return {
    get intervalMs() {
      return intervalMs;
    },
    get skipped() {
      return skipped;
    },
    setInterval: (wanted) => {
      if (closed || wanted === intervalMs) return;
      cancel();
      intervalMs = wanted;
      origin = clock.monotonic();
      due = 1;
      arm();
    },
    close: () => {
      closed = true;
      cancel();
    },
  };
};
