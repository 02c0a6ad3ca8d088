import process from "node:process";

/** Resolves at SIGINT, SIGTERM or SIGHUP; a second one ends the program at once. */
export const untilEnded = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
  });
