/** Runs work that yields between its steps, without a pause. */
export const runAtOnce = <T>(work: Generator<void, T>): T => {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
};
