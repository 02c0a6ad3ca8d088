import { ProcmonError } from "../../protocol/procmon-error.ts";

/** Lets so many in at a time, and the others wait in order. */
export interface InflateTurns {
  /** Settles once it is the caller's turn; the returned function ends it. Throws PROCMON_RATE_LIMITED. */
  take(): Promise<() => void>;
}

export const createInflateTurns = ({
  atOnce,
  maxWaiting,
}: {
  atOnce: number;
  maxWaiting: number;
}): InflateTurns => {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    take: async () => {
      if (free > 0) free--;
      else if (waiting.length >= maxWaiting)
        throw new ProcmonError(
          "PROCMON_RATE_LIMITED",
          `expected at most ${maxWaiting} uploads that wait; send this one again in a moment`,
        );
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isTaken = true;
      return () => {
        if (isTaken) giveBack();
        isTaken = false;
      };
    },
  };
};
