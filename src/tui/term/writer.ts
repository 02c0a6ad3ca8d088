import { write as fsWrite, writeSync } from "node:fs";
import { type Clock, type Logger } from "../../protocol/effects.ts";

/** As `fs.write`: writes some of the bytes, and calls back with an error or with how many. */
export type WriteBytes = (
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  callback: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

/** Takes whole frames to a terminal, one at a time. */
export interface FrameWriter {
  /** While true, `write` takes nothing. */
  readonly busy: boolean;
  /** Takes a frame whole, or drops it whole and returns false. */
  write(frame: string): boolean;
  /** Counts a frame that was not even made because the writer is busy. */
  drop(): void;
  /** Called when the writer is free again after it dropped a frame. */
  onDrain(listener: () => void): void;
  readonly counts: { readonly written: number; readonly dropped: number; readonly bytes: number };
  /** Takes nothing more, waits a bounded time for the frame under way, then gives up what is left of it. */
  close(): Promise<void>;
}

export interface WriterOptions {
  readonly fd: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** `fs.write` for a descriptor that may block, `writeAtOnce` for one that does not. */
  readonly write?: WriteBytes;
  /** The terminal is gone: nothing more can be written. */
  readonly onError?: (error: Error) => void;
}

/** A full terminal is asked again after 2 ms, then ever more rarely, down to 20 times a second. */
const firstRetryMs = 2;
const lastRetryMs = 50;
/** How long `close` waits. */
const closeMs = 250;

/**
 * A terminal that is not read (Ctrl-S, a hung ssh) accepts no bytes: it must block neither the event
 * loop nor fill the memory. So there is one frame under way and none in a queue; what comes meanwhile is
 * dropped, and who draws compares with the last frame taken once there is room.
 */
export const createWriter = ({
  fd,
  clock,
  log,
  write = fsWrite,
  onError,
}: WriterOptions): FrameWriter => {
  let underWay: Uint8Array | undefined;
  let offset = 0;
  let retryMs = firstRetryMs;
  let refused = false;
  let closed = false;
  let cancelRetry: (() => void) | undefined;
  let drained = (): void => {};
  let settled = (): void => {};
  const counts = { written: 0, dropped: 0, bytes: 0 };

  const drop = (): void => {
    refused = true;
    counts.dropped++;
  };

  const attempt = (): void => {
    const bytes = underWay as Uint8Array;
    write(fd, bytes, offset, bytes.length - offset, (error, written) => {
      if (error === null) advance(bytes, written);
      else if (error.code === "EAGAIN" || error.code === "EINTR") retry();
      else fail(error);
    });
  };

  const advance = (bytes: Uint8Array, written: number): void => {
    offset += written;
    counts.bytes += written;
    if (offset < bytes.length) {
      retryMs = firstRetryMs;
      if (written === 0) retry();
      else attempt();
      return;
    }
    counts.written++;
    finish();
  };

  const retry = (): void => {
    if (closed) {
      finish();
      return;
    }
    cancelRetry = clock.after(retryMs, () => {
      cancelRetry = undefined;
      attempt();
    });
    retryMs = Math.min(lastRetryMs, retryMs * 2);
  };

  const finish = (): void => {
    underWay = undefined;
    offset = 0;
    retryMs = firstRetryMs;
    settled();
    if (!refused || closed) return;
    refused = false;
    drained();
  };

  const fail = (error: NodeJS.ErrnoException): void => {
    closed = true;
    log.warn({ code: error.code }, "the terminal takes no more output");
    finish();
    onError?.(error);
  };

  return {
    get busy() {
      return underWay !== undefined || closed;
    },
    write: (frame) => {
      if (underWay !== undefined || closed) {
        drop();
        return false;
      }
      underWay = Buffer.from(frame, "utf8");
      attempt();
      return true;
    },
    drop,
    onDrain: (listener) => {
      drained = listener;
    },
    counts,
    close: async () => {
      closed = true;
      if (underWay === undefined) return;
      if (cancelRetry !== undefined) {
        cancelRetry();
        finish();
        return;
      }
      await new Promise<void>((resolve) => {
        const cancel = clock.after(closeMs, resolve);
        settled = () => {
          cancel();
          resolve();
        };
      });
    },
  };
};

/**
 * `WriteBytes` for a descriptor opened with O_NONBLOCK: returns at once with what the terminal took.
 * Unlike `fs.write` it waits for no thread, and leaves none blocked in the system at exit.
 */
export const writeAtOnce: WriteBytes = (fd, bytes, offset, length, callback) => {
  let written: number;
  try {
    written = writeSync(fd, bytes, offset, length);
  } catch (error) {
    callback(error as NodeJS.ErrnoException, 0);
    return;
  }
  callback(null, written);
};
