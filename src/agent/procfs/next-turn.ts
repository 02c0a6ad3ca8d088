/** Lets the other work of this thread have its turn. node:timers/promises would bring modules of its own. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
