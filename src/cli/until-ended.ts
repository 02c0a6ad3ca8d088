import process from "node:process";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at SIGINT, SIGTERM or SIGHUP; a second one, of any kind, ends the program at once. */
export const untilEnded = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    const end = (signal: NodeJS.Signals): void => {
      for (const one of signals) process.off(one, end);
      resolve(signal);
    };
    for (const signal of signals) process.on(signal, end);
  });
