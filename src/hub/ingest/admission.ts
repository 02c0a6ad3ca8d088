import { type Clock } from "../../protocol/effects.ts";
import { createTokenBucket } from "../token-bucket.ts";

/**
 * Agents greeted in a second: each then sends a key frame, which costs 0.3 ms for 300 processes. After
 * a restart all come at once; so they take turns, and the loop has time for others in between.
 */
const perSecond = 1500;
const burst = 50;
const turnMs = 20;
/** An agent gives up a greeting that is not answered after 15 s: by then it is answered in any case. */
const longestWaitMs = 10_000;

/** When greetings are answered: not before the log of an earlier run tells what is kept already. */
export interface Admission {
  /** Calls at once, or later in turn. */
  admit(call: () => void): void;
  /** The log is read: those who wait take their turns. */
  open(): void;
  close(): void;
}

/** Waits until `open`, ten seconds at most. Who waits is bounded by the connections there may be. */
export const createAdmission = (clock: Clock): Admission => {
  const mayEnter = createTokenBucket({ clock, perSecond, burst });
  let waiting: (() => void)[] = [];
  let isOpen = false;
  let cancelTurn: (() => void) | undefined;

  const turn = (): void => {
    cancelTurn = undefined;
    let entered = 0;
    while (entered < waiting.length && mayEnter(1)) waiting[entered++]?.();
    waiting = waiting.slice(entered);
    if (waiting.length > 0) cancelTurn = clock.after(turnMs, turn);
  };
  const open = (): void => {
    cancelWait();
    if (isOpen) return;
    isOpen = true;
    turn();
  };
  const cancelWait = clock.after(longestWaitMs, open);

  return {
    admit: (call) => {
      if (isOpen && waiting.length === 0 && mayEnter(1)) {
        call();
        return;
      }
      waiting.push(call);
      if (isOpen) cancelTurn ??= clock.after(turnMs, turn);
    },
    open,
    close: () => {
      cancelWait();
      cancelTurn?.();
      waiting = [];
    },
  };
};
