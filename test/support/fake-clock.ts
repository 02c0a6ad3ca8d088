import { type Clock } from "../../src/protocol/effects.ts";

export interface FakeClock extends Clock {
  /** Lets time pass; runs what becomes due on the way, in order, each at its own moment. */
  advance(ms: number): void;
  /** As `advance`, and after each step lets promises and channel messages settle. */
  advanceAsync(ms: number): Promise<void>;
  /** Time passes while nothing can run, as in a blocked program; what became due runs late. */
  stall(ms: number): void;
  /** Moves the wall clock alone, as a clock step or a suspended machine does. */
  stepWall(ms: number): void;
  /** Timers that wait. */
  readonly pending: number;
}

/** Runs everything that promises and channel messages have under way, without waiting in real time. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that moves only when told. */
export const createFakeClock = (start = 1_800_000_000_000): FakeClock => {
  let wall = start;
  let elapsed = 0;
  let timers: { at: number; call: () => void }[] = [];

  /** The earliest timer due by `until`; of equal ones the first set. */
  const takeDue = (until: number): { at: number; call: () => void } | undefined => {
    let due: { at: number; call: () => void } | undefined;
    for (const timer of timers)
      if (timer.at <= until && (due === undefined || timer.at < due.at)) due = timer;
    if (due !== undefined) timers = timers.filter((timer) => timer !== due);
    return due;
  };
  const passTo = (moment: number): void => {
    const ms = Math.max(0, moment - elapsed);
    elapsed += ms;
    wall += ms;
  };

  return {
    now: () => wall,
    monotonic: () => elapsed,
    after: (ms, call) => {
      const timer = { at: elapsed + Math.max(0, ms), call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const until = elapsed + ms;
      for (let due = takeDue(until); due !== undefined; due = takeDue(until)) {
        passTo(due.at);
        due.call();
      }
      passTo(until);
    },
    advanceAsync: async (ms) => {
      const until = elapsed + ms;
      await settle();
      for (let due = takeDue(until); due !== undefined; due = takeDue(until)) {
        passTo(due.at);
        due.call();
        await settle();
      }
      passTo(until);
      await settle();
    },
    stall: (ms) => passTo(elapsed + ms),
    stepWall: (ms) => {
      wall += ms;
    },
    get pending() {
      return timers.length;
    },
  };
};
