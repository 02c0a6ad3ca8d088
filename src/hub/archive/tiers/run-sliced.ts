import { type Clock } from "../../../protocol/effects.ts";

/** Work at one go: well below the 10 ms in which nobody is to notice that it is done. */
const sliceMs = 4;

/** Runs work that yields between its steps, and lets everything else in after each slice. */
export const runSliced = async <T>(
  work: Generator<void, T>,
  clock: Pick<Clock, "monotonic">,
): Promise<T> => {
  let began = clock.monotonic();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (clock.monotonic() - began < sliceMs) continue;
    await nextTurn();
    began = clock.monotonic();
  }
};

/** After everything that waits for its turn now. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
