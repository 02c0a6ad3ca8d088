import { type EventEmitter } from "node:events";

/** What ends a program that holds a terminal, whatever it is. */
export interface ProgramEnd {
  /** Resolves at the first call of `end`, the first signal or the first fault that nobody caught. */
  readonly ended: Promise<void>;
  /** Ends it; with the fault, if there is one. */
  end(fault?: unknown): void;
  /** The first fault, as an error. */
  readonly fault: Error | undefined;
  /** Stops listening. Until then no second signal and no further fault may cut the cleaning up short. */
  close(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const faults = ["uncaughtException", "unhandledRejection"] as const;

/** Listens on `process`. */
export const watchProgramEnd = (program: EventEmitter): ProgramEnd => {
  let fault: Error | undefined;
  let settle: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const end = (): void => settle();
  const fail = (error: unknown): void => {
    fault ??= error instanceof Error ? error : new Error(String(error));
    settle();
  };
  for (const signal of signals) program.on(signal, end);
  for (const kind of faults) program.on(kind, fail);
  return {
    ended,
    end: (error) => {
      if (error === undefined) end();
      else fail(error);
    },
    get fault() {
      return fault;
    },
    close: () => {
      for (const signal of signals) program.off(signal, end);
      for (const kind of faults) program.off(kind, fail);
    },
  };
};
