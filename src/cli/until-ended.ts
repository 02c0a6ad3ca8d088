import process from "node:process";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const faults = ["uncaughtException", "unhandledRejection"] as const;

/** What ended a program: a signal, or a fault that nobody caught. */
export type Ending = { readonly signal: NodeJS.Signals } | { readonly fault: unknown };

/**
 * Resolves at SIGINT, SIGTERM or SIGHUP; a second one, of any kind, ends the program at once. With
 * `onReload`, SIGHUP calls that instead, also while the program ends. With `faults`, it resolves at a fault
 * that nobody caught, too.
 */
export const untilEnded = (
  options: { readonly onReload?: () => void; readonly faults?: boolean } = {},
): Promise<Ending> =>
  new Promise((resolve) => {
    const { onReload } = options;
    const ending = onReload === undefined ? signals : signals.filter((one) => one !== "SIGHUP");
    const end = (signal: NodeJS.Signals): void => settle({ signal });
    const fail = (fault: unknown): void => settle({ fault });
    const settle = (how: Ending): void => {
      for (const one of ending) process.off(one, end);
      resolve(how);
    };
    for (const signal of ending) process.on(signal, end);
    if (onReload !== undefined) process.on("SIGHUP", onReload);
    if (options.faults === true) for (const kind of faults) process.on(kind, fail);
  });
