import { settle } from "./fake-clock.ts";

const mostTurns = 200_000;

/** Lets promises, channels and the file system go on until something holds, without moving the clock. */
export const settleUntil = async (what: string, holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < mostTurns; turn++) {
    if (holds()) return;
    await settle();
  }
  throw new Error(`this never came to be: ${what}`);
};
