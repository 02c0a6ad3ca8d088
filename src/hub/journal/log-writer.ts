import { type Clock } from "../../protocol/effects.ts";
import { type SyncPolicy } from "./journal.ts";
import { type LogFiles, type LogHandle } from "./log-files.ts";
import { lineBound, writeLine } from "./log-line.ts";
import { type StoredLog } from "./stored-log.ts";

const chunkBytes = 1024 * 1024;
/** Chunks kept to be filled again: what a second of 2,000 hosts needs. */
const spareChunks = 4;
/** Written between two syncs at most, so that what gathered while the disk was full gets through in parts. */
const batchBytes = 8 * chunkBytes;
const joinMs = 1000;
const retryMs = 1000;

/** Lines of one log that stand together, still in memory. */
interface Chunk<Mark> {
  readonly log: StoredLog;
  readonly buffer: Buffer;
  /** Where the chunk stands in the file. */
  readonly position: number;
  used: number;
  readonly marks: Mark[];
}

/** Puts lines into log files: joined, synced, again where it failed, and then reported as kept. */
export interface LogWriter<Mark> {
  /** Queues a line; returns its bytes without the newline. Once it is kept, `onKept` gets the mark. */
  append(log: StoredLog, line: { front: string; body: string; mark?: Mark }): number;
  /** Bytes that wait to be written. */
  readonly queuedBytes: number;
  /** The last error, while the writer has not got over it. */
  readonly error: Error | undefined;
  /** For what comes from now on. */
  setPolicy(policy: SyncPolicy): void;
  /** Writes what is queued, once; resolves when that is done or has failed. */
  close(): Promise<void>;
}

export const createLogWriter = <Mark>(options: {
  files: LogFiles;
  clock: Clock;
  policy: SyncPolicy;
  onKept: (marks: readonly Mark[]) => void;
  /** Nothing has to be written any more, or a write failed. */
  onRest: () => void;
}): LogWriter<Mark> => {
  const { files, clock, onKept, onRest } = options;
  let { policy } = options;
  const queue: Chunk<Mark>[] = [];
  const spare: Buffer[] = [];
  /** The last of the queue while it may still be added to. */
  let tail: Chunk<Mark> | undefined;
  let queuedBytes = 0;
  let error: Error | undefined;
  let open: { readonly log: StoredLog; readonly handle: LogHandle } | undefined;
  const listed = new WeakSet<StoredLog>();
  let running: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let closed = false;

  const arm = (ms: number): void => {
    cancelTimer ??= clock.after(ms, () => {
      cancelTimer = undefined;
      run();
    });
  };
  const run = (): void => {
    running ??= writeQueue().finally(() => {
      running = undefined;
      if (queue.length > 0 && !closed) arm(error === undefined ? joinWait() : retryMs);
      onRest();
    });
  };
  const joinWait = (): number => (policy === "each" ? 0 : joinMs);

  const writeQueue = async (): Promise<void> => {
    tail = undefined;
    const whole = queue.length;
    try {
      for (let done = 0; done < whole; ) {
        const batch = nextBatch();
        await writeBatch(batch);
        error = undefined;
        queue.splice(0, batch.length);
        done += batch.length;
        for (const chunk of batch) {
          queuedBytes -= chunk.used;
          chunk.log.written = chunk.position + chunk.used;
          onKept(chunk.marks);
          if (chunk.buffer.length === chunkBytes && spare.length < spareChunks)
            spare.push(chunk.buffer);
        }
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
      await letGo();
    }
  };

  const nextBatch = (): Chunk<Mark>[] => {
    const log = queue[0]?.log;
    const batch: Chunk<Mark>[] = [];
    let bytes = 0;
    for (const chunk of queue) {
      if (chunk === tail || chunk.log !== log || (bytes > 0 && bytes + chunk.used > batchBytes))
        break;
      batch.push(chunk);
      bytes += chunk.used;
    }
    return batch;
  };

  const writeBatch = async (batch: readonly Chunk<Mark>[]): Promise<void> => {
    const { log } = batch[0] as Chunk<Mark>;
    const handle = await openLog(log);
    for (const { buffer, used, position } of batch)
      await handle.write(buffer.subarray(0, used), position);
    if (policy === "none") return;
    await handle.sync();
    if (listed.has(log)) return;
    await files.syncNames();
    listed.add(log);
  };

  const openLog = async (log: StoredLog): Promise<LogHandle> => {
    if (open?.log === log) return open.handle;
    const former = open;
    open = undefined;
    await former?.handle.close();
    open = { log, handle: await files.open(log.name, "write") };
    return open.handle;
  };

  /**
   * After an error everything since the last sync is written anew, at the same place and through a new
   * handle: the kernel forgets what it could not write (fsync(2)), the queue does not.
   */
  const letGo = async (): Promise<void> => {
    const former = open;
    open = undefined;
    if (former === undefined) return;
    await former.handle.cut(former.log.written).catch(() => undefined);
    await former.handle.close().catch(() => undefined);
  };

  const roomFor = (log: StoredLog, bytes: number): Chunk<Mark> => {
    if (tail?.log === log && tail.used + bytes <= tail.buffer.length) return tail;
    const buffer =
      bytes <= chunkBytes
        ? (spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes))
        : Buffer.allocUnsafeSlow(bytes);
    tail = { log, buffer, position: log.size, used: 0, marks: [] };
    queue.push(tail);
    return tail;
  };

  return {
    append: (log, { front, body, mark }) => {
      let bound = lineBound(front, body);
      if (bound > chunkBytes) bound = lineBound(front, "") + Buffer.byteLength(body);
      const chunk = roomFor(log, bound);
      const end = writeLine(chunk.buffer, chunk.used, front, body);
      const length = end - chunk.used;
      chunk.used = end;
      if (mark !== undefined) chunk.marks.push(mark);
      log.size += length;
      queuedBytes += length;
      if (running === undefined) arm(error === undefined ? joinWait() : retryMs);
      return length - 1;
    },
    get queuedBytes() {
      return queuedBytes;
    },
    get error() {
      return error;
    },
    setPolicy: (next) => {
      policy = next;
    },
    close: async () => {
      closed = true;
      await running;
      cancelTimer?.();
      await writeQueue();
      await open?.handle.close().catch(() => undefined);
      open = undefined;
    },
  };
};
