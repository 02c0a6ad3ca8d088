import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Clock } from "../../protocol/effects.ts";

/**
 * How often the loop is looked at, in milliseconds, and what is subtracted again from each distance. Each
 * look wakes the program.
 */
const resolutionMs = 50;
const windowMs = 15_000;

/** How late the event loop was over the last whole window, in seconds; NaN before there is one. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Measures the delay of the event loop in windows of 15 s. */
export const createLoopDelay = (clock: Clock): { readonly last: LoopDelay; close(): void } => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let last: LoopDelay = { p50: Number.NaN, p99: Number.NaN, max: Number.NaN };
  const turn = (): void => {
    last = read(histogram);
    histogram.reset();
    cancel = clock.after(windowMs, turn);
  };
  histogram.enable();
  let cancel = clock.after(windowMs, turn);
  return {
    get last() {
      return last;
    },
    close: () => {
      cancel();
      histogram.disable();
    },
  };
};

const read = (histogram: ReturnType<typeof monitorEventLoopDelay>): LoopDelay => {
  const seconds = (nanoseconds: number): number =>
    histogram.count === 0 ? Number.NaN : Math.max(0, nanoseconds / 1e6 - resolutionMs) / 1000;
  return {
    p50: seconds(histogram.percentile(50)),
    p99: seconds(histogram.percentile(99)),
    max: seconds(histogram.max),
  };
};
