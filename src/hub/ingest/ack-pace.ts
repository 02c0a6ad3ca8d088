import { type Clock } from "../../protocol/effects.ts";

/**
 * An agent needs the highest sequence number only, so acknowledgements of one agent keep this distance:
 * one goes out at once if the last is longer ago, else one at the end of the time for all that came.
 */
const leastDistanceMs = 250;

export interface AckPace {
  /** Acknowledges soon; `atOnce` for what the agent waits for. */
  ack(sequence: number, options?: { atOnce: boolean }): void;
  close(): void;
}

export const createAckPace = (clock: Clock, send: (sequence: number) => void): AckPace => {
  let waiting: number | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  const flush = (): void => {
    cancel();
    if (waiting === undefined) return;
    const sequence = waiting;
    waiting = undefined;
    lastAt = clock.monotonic();
    send(sequence);
  };
  return {
    ack: (sequence, { atOnce } = { atOnce: false }) => {
      const isArmed = waiting !== undefined;
      waiting = sequence;
      const restMs = lastAt + leastDistanceMs - clock.monotonic();
      if (atOnce || restMs <= 0) flush();
      else if (!isArmed) cancel = clock.after(restMs, flush);
    },
    close: () => cancel(),
  };
};
