import { type Clock, type Logger } from "../../protocol/effects.ts";
import { createBreather } from "../archive/breather.ts";
import { type RestoredHost } from "../restored-host.ts";
import { type LogFiles } from "./log-files.ts";
import { recoverLog } from "./recover-log.ts";
import { keyOfName, type StoredLog } from "./stored-log.ts";

/**
 * Reads the log files of an earlier run, the newest first: each begins with a key frame of every host in
 * it, so most hosts are current once one file is read. Returns the logs that could be read.
 */
export const recoverLogs = async (
  logs: readonly StoredLog[],
  options: {
    files: LogFiles;
    log: Logger;
    clock: Clock;
    restore: (host: RestoredHost) => void;
    onDamage: (log: StoredLog, offset: number) => void;
  },
): Promise<ReadonlySet<StoredLog>> => {
  const { log: logger } = options;
  const breather = createBreather(options.clock);
  const readable = new Set<StoredLog>();
  const known = new Set<string>();
  const forgotten = new Set<string>();
  /** Hosts that greeted in a later file and sent no frame there. */
  const greeted = new Map<string, RestoredHost>();
  const restore = (host: RestoredHost): void => {
    const key = keyOfName(host);
    const whole = joinGreeting(host, greeted.get(key));
    if (host.sequence === 0) {
      greeted.set(key, whole);
      return;
    }
    greeted.delete(key);
    known.add(key);
    options.restore(whole);
  };
  for (const log of logs.toReversed()) {
    try {
      await recoverLog(log, { ...options, known, forgotten, breather, restore });
      readable.add(log);
    } catch (error) {
      logger.error({ file: log.name, error: String(error) }, "a log file cannot be read");
    }
  }
  for (const host of greeted.values()) options.restore(host);
  return readable;
};

/** A host with the greeting that came after its last frame. */
const joinGreeting = (host: RestoredHost, later: RestoredHost | undefined): RestoredHost => {
  if (later === undefined) return host;
  const isSame = later.greeting?.epoch === host.greeting?.epoch;
  return {
    ...host,
    greeting: later.greeting ?? host.greeting,
    sequence: isSame ? host.sequence : 0,
    hasState: isSame && host.hasState,
    lastSeen: Math.max(host.lastSeen, later.lastSeen),
  };
};
