import { type Clock, type Logger } from "../../protocol/effects.ts";
import { type ClosedLog, type Packer } from "./packer.ts";

const retryMs = 30_000;

/** Closed logs on their way into the archive, oldest first, one at a time. */
export interface PackQueue<Log extends ClosedLog> {
  push(log: Log): void;
  readonly waiting: readonly Log[];
  /** Resolves once no log is being packed any more. */
  close(): Promise<void>;
}

/** A log that cannot be packed is tried again and again, and with it wait all that follow. */
export const createPackQueue = <Log extends ClosedLog>(options: {
  packer: Packer;
  clock: Clock;
  log: Logger;
  /** The log is in the archive now. */
  onPacked: (log: Log) => Promise<void>;
}): PackQueue<Log> => {
  const { packer, clock, log: logger, onPacked } = options;
  const waiting: Log[] = [];
  let running: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;
  let closed = false;
  let failures = 0;

  const run = async (): Promise<void> => {
    for (let log = waiting[0]; log !== undefined && !closed; log = waiting[0]) {
      try {
        if (log.hosts.length > 0) await packer.pack(log);
      } catch (error) {
        if (closed) return;
        failures++;
        if (failures === 1)
          logger.error(
            { log: log.start, error: String(error) },
            "a log could not be brought into the archive; it is tried again",
          );
        cancelRetry = clock.after(retryMs, start);
        return;
      }
      failures = 0;
      waiting.shift();
      await onPacked(log);
    }
  };
  const start = (): void => {
    cancelRetry?.();
    cancelRetry = undefined;
    running ??= run().finally(() => {
      running = undefined;
    });
  };

  return {
    push: (log) => {
      waiting.push(log);
      if (cancelRetry === undefined && !closed) start();
    },
    waiting,
    close: async () => {
      closed = true;
      cancelRetry?.();
      await running;
    },
  };
};
