import { type Clock } from "../../protocol/effects.ts";

/**
 * Agents greeted in a turn of so long: each then sends a key frame, which costs some 3 ms for 300
 * processes. After a restart all come at once; so they take turns, and the loop has time for others in
 * between. The more wait, the more are let in: with 10,000 the last one waits 14 s.
 */
const turnMs = 20;
const perTurn = 6;
const drainMs = 5000;
/** How long the log may take to be read. An agent gives up a greeting that is not answered after 15 s. */
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
  let waiting: (() => void)[] = [];
  let isOpen = false;
  /** Who may still enter in this turn. */
  let room = perTurn;
  let cancelTurn: (() => void) | undefined;

  const turn = (): void => {
    cancelTurn = undefined;
    room = Math.max(perTurn, Math.ceil((waiting.length * turnMs) / drainMs));
    const entering = waiting.slice(0, room);
    waiting = waiting.slice(room);
    for (const call of entering) enter(call);
  };
  const enter = (call: () => void): void => {
    room--;
    cancelTurn ??= clock.after(turnMs, turn);
    call();
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
      if (isOpen && waiting.length === 0 && room > 0) enter(call);
      else waiting.push(call);
    },
    open,
    close: () => {
      cancelWait();
      cancelTurn?.();
      waiting = [];
    },
  };
};
