import { type Logger } from "../../protocol/effects.ts";
import { type Damage, type HostName, type Window } from "../archive/archive.ts";
import { type LogFiles } from "./log-files.ts";
import { keyOfName, StoredLog, startOfLog } from "./stored-log.ts";
import { type UnpackedFrames, type UnpackedLines } from "./unpacked-frames.ts";

const mostDamages = 100;

/** The log files there are, and the frames in them. */
export interface LogFolder extends UnpackedFrames {
  /** Oldest first; those of an earlier run stand before those begun here. */
  readonly logs: readonly StoredLog[];
  /** Begins a log; its file comes to be with its first line. */
  begin(now: number): StoredLog;
  remove(log: StoredLog): Promise<void>;
  /** Lines of a host that are there so far are not read any more. */
  forget(name: HostName): void;
  onDamage(log: StoredLog, offset: number): void;
  /** Damaged places found since the start, newest last, at most a hundred. */
  readonly damages: readonly Damage[];
  /** From now on nothing is read any more. */
  close(): void;
}

/** A folder that cannot be read counts as empty; the error is logged. */
export const openLogFolder = async (files: LogFiles, logger: Logger): Promise<LogFolder> => {
  const damages: Damage[] = [];
  let isClosed = false;

  const onDamage = ({ name }: StoredLog, offset: number): void => {
    const damage = { file: `wal/${name}`, reason: `damaged line at byte ${offset}` };
    if (damages.some(({ file, reason }) => file === damage.file && reason === damage.reason))
      return;
    damages.push(damage);
    if (damages.length > mostDamages) damages.shift();
  };
  const newLog = (start: number): StoredLog =>
    new StoredLog(start, { files, onDamage, isClosed: () => isClosed });
  const names = await files.list().catch((error: unknown) => {
    logger.error({ error: String(error) }, "the log of an earlier run cannot be read");
    return [];
  });
  const logs = names.flatMap((name) => {
    const start = startOfLog(name);
    return start === undefined ? [] : [newLog(start)];
  });

  /**
   * Of the logs with frames as old as the window's end: those that reach into it, and one before, where
   * none of them has the table that the window begins with.
   */
  const logsFor = (name: HostName, { from, to }: Window): StoredLog[] => {
    const chosen: StoredLog[] = [];
    let hasStart = false;
    for (const log of logs.toReversed()) {
      const span = log.span(name);
      if (span === undefined || span.from > to || (span.to < from && hasStart)) continue;
      chosen.unshift(log);
      hasStart ||= span.from <= from;
    }
    return chosen;
  };

  return {
    logs,
    begin: (now) => {
      const log = newLog(Math.max(now, (logs.at(-1)?.start ?? 0) + 1));
      logs.push(log);
      return log;
    },
    remove: async (log) => {
      logs.splice(logs.indexOf(log), 1);
      try {
        await files.remove(log.name);
      } catch (error) {
        logger.error({ file: log.name, error: String(error) }, "a log could not be removed");
      }
    },
    forget: (name) => {
      for (const log of logs) log.forget(name);
    },
    onDamage,
    damages,
    hosts: () => {
      const names = new Map<string, HostName>();
      for (const log of logs) for (const name of log.hosts) names.set(keyOfName(name), name);
      return [...names.values()];
    },
    span: (name) => {
      let span: Window | undefined;
      for (const log of logs) {
        const one = log.span(name);
        if (one === undefined) continue;
        span = {
          from: Math.min(one.from, span?.from ?? one.from),
          to: Math.max(one.to, span?.to ?? one.to),
        };
      }
      return span;
    },
    lines: async (name, window) => {
      const parts = await Promise.all(
        logsFor(name, window).map(async (log): Promise<UnpackedLines> => {
          try {
            return { log: log.start, lines: await log.lines(name, window) };
          } catch (error) {
            // Packed and removed since: it is in the archive.
            if (!logs.includes(log)) return { log: log.start, lines: [] };
            throw error;
          }
        }),
      );
      return parts.filter(({ lines }) => lines.length > 0);
    },
    close: () => {
      isClosed = true;
    },
  };
};
