import { type Logger } from "../../protocol/effects.ts";
import { type Breather } from "../archive/breather.ts";
import { type RestoredHost } from "../restored-host.ts";
import { type LogFiles, type LogHandle } from "./log-files.ts";
import { bodyOf } from "./log-line.ts";
import { parseHello, ReplayedHost } from "./replayed-host.ts";
import { type LogScan, type ScannedLine, scanLog } from "./scan-log.ts";
import { keyOfName, type StoredLog } from "./stored-log.ts";

/** Of frames that wait to be applied. */
const mostWaitingBytes = 64 * 1024 * 1024;

/**
 * Reads a log file of an earlier run: says where the lines of each host stand, brings those hosts back to
 * their last table that `known` does not have yet, and cuts off what a write left unfinished. Rejects
 * where the file cannot be read at all.
 */
export const recoverLog = async (
  log: StoredLog,
  options: {
    files: LogFiles;
    log: Logger;
    /** Hosts of which a later file tells all, and those that a later file forgets; forgotten ones are added. */
    known: ReadonlySet<string>;
    forgotten: Set<string>;
    onDamage: (log: StoredLog, offset: number) => void;
    breather: Breather;
    restore: (host: RestoredHost) => void;
  },
): Promise<void> => {
  const { files, known, forgotten, onDamage, breather } = options;
  const forgottenLater = new Set(forgotten);
  const replayed = new Map<string, ReplayedHost>();
  let unusable = 0;
  let waitingBytes = 0;

  const replayOf = (key: string, line: ScannedLine["line"]): ReplayedHost | undefined => {
    if (known.has(key)) return undefined;
    let host = replayed.get(key);
    if (host === undefined) {
      host = new ReplayedHost(line);
      replayed.set(key, host);
    }
    return host;
  };
  const take = (scanned: ScannedLine): void => {
    const { line, bytes, end, offset, length } = scanned;
    const key = keyOfName(line);
    if (forgottenLater.size > 0 && forgottenLater.has(key)) return;
    if (line.kind === "forget") {
      log.forget(line);
      replayed.delete(key);
      forgotten.add(key);
      return;
    }
    const lines = log.linesOf(line, key);
    if (line.kind === "hello") {
      const hello = parseHello(bodyOf(bytes, line, end));
      if (hello === undefined) {
        onDamage(log, offset);
        return;
      }
      lines.addHello({ offset, length }, line.time, hello.epoch);
      replayOf(key, line)?.greet(hello, line.time);
      return;
    }
    const { sequence, kind } = line;
    const isInOrder = lines.addFrame({ offset, length }, line.time, {
      isKey: kind === "key",
      sequence,
    });
    if (!isInOrder) unusable++;
    const host = replayOf(key, line);
    if (host === undefined) return;
    host.take(scanned, isInOrder);
    waitingBytes += length;
  };
  const replay = async (): Promise<void> => {
    for (const host of replayed.values()) {
      host.replay();
      await breather.rest();
    }
    waitingBytes = 0;
  };

  const handle = await files.open(log.name, "read");
  let scan: LogScan;
  try {
    scan = await scanLog(handle, {
      take,
      afterBlock: async () => {
        if (waitingBytes > mostWaitingBytes) await replay();
        else await breather.rest();
      },
    });
  } finally {
    await handle.close();
  }
  log.size = scan.size;
  log.written = scan.end;
  if (scan.firstDamage !== undefined) onDamage(log, scan.firstDamage);
  if (scan.damagedLines > 0 || unusable > 0)
    options.log.error(
      {
        file: log.name,
        damaged_lines: scan.damagedLines,
        first_at_byte: scan.firstDamage,
        unusable_frames: unusable,
      },
      "a log file is damaged; what is intact is served",
    );
  if (scan.end < scan.size) await cut(log, scan, options);
  for (const host of replayed.values()) {
    host.replay();
    options.restore(host.restored());
    await breather.rest();
  }
};

const cut = async (
  log: StoredLog,
  { end, size }: LogScan,
  { files, log: logger }: { files: LogFiles; log: Logger },
): Promise<void> => {
  let handle: LogHandle | undefined;
  try {
    handle = await files.open(log.name, "write");
    await handle.cut(end);
    await handle.sync();
    log.size = end;
    logger.info({ file: log.name, bytes: size - end }, "cut off a line that was not finished");
  } catch (error) {
    // As on a read-only disk. What stands there is read over.
    logger.warn({ file: log.name, error: String(error) }, "an unfinished line stays in the log");
  } finally {
    await handle?.close();
  }
};
