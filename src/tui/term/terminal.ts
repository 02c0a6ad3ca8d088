import { type Clock } from "../../protocol/effects.ts";
import { writeBounded } from "./terminal-output.ts";

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What is needed of `process.stdin`. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  on(event: "end" | "error", listener: () => void): unknown;
  off(event: "data", listener: (bytes: Buffer) => void): unknown;
  off(event: "end" | "error", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What is needed of `process.stdout`: nothing is written through it. */
interface TerminalWindow {
  readonly columns?: number;
  readonly rows?: number;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

export interface TerminalOptions {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalWindow;
  /** Where to write, as `openTerminalOutput` gives it. */
  readonly fd: number;
  readonly clock: Clock;
  /** Whether clicks and the wheel are reported; the terminal's own selection then needs Shift. */
  readonly mouse?: boolean;
  /** For a terminal that does not know its size, as COLUMNS and LINES give it. */
  readonly fallbackSize?: TerminalSize;
  /** Stops this program as SIGTSTP does, until SIGCONT. */
  readonly stopSelf: () => void;
}

/** The terminal's modes: who enters must restore, in every way there is to end. */
export interface Terminal {
  readonly size: TerminalSize;
  readonly entered: boolean;
  /** Takes over the screen and the keys. */
  enter(): void;
  /** Gives both back, at once and as often as called. Safe in an exit handler. */
  restore(): void;
  /** For SIGTSTP and Ctrl-Z: restores, and stops the program. */
  suspend(): void;
  /** For SIGCONT: enters again; what the screen shows is not known. */
  resume(): void;
  onInput(listener: (bytes: Uint8Array) => void): void;
  /** A new size, or a screen to be drawn anew. */
  onResize(listener: (size: TerminalSize) => void): void;
  /** The terminal has gone: no key will come. */
  onHangup(listener: () => void): void;
  /** Restores, and listens no more. */
  close(): void;
}

const defaultSize: TerminalSize = { columns: 80, rows: 24 };
/** A program that still runs after this time was not stopped. */
const notStoppedMs = 300;
/** A window size is whatever someone set; a larger one is drawn in part. */
const maxColumns = 1000;
const maxRows = 500;

// Alternate screen with the cursor saved, cursor hidden, no wrapping, bracketed paste, focus events.
const enterModes = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?1004h";
const enterMouse = "\x1b[?1000h\x1b[?1006h";
const leaveMouse = "\x1b[?1006l\x1b[?1000l";
// First out of a frame that was cut off: Esc ends any sequence, 2026 shows what was held back.
const leaveModes = "\x1b[?2026l\x1b[m\x1b(B\x0f\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

export const createTerminal = (options: TerminalOptions): Terminal => {
  const { stdin, stdout, fd, clock, mouse = false, fallbackSize = defaultSize } = options;
  let entered = false;
  let suspended = false;
  let cancelReturn = (): void => {};
  let onInput = (_bytes: Uint8Array): void => {};
  let onResize = (_size: TerminalSize): void => {};
  let onHangup = (): void => {};

  const readSize = (): TerminalSize => ({
    columns: dimension(stdout.columns, fallbackSize.columns, defaultSize.columns, maxColumns),
    rows: dimension(stdout.rows, fallbackSize.rows, defaultSize.rows, maxRows),
  });
  const inputListener = (bytes: Buffer): void => onInput(bytes);
  const resizeListener = (): void => {
    if (entered) onResize(readSize());
  };
  const hangupListener = (): void => onHangup();
  const setRaw = (raw: boolean): void => {
    try {
      stdin.setRawMode?.(raw);
    } catch {
      // The terminal has gone; there is no mode to set.
    }
  };

  stdin.on("data", inputListener);
  stdin.on("end", hangupListener);
  stdin.on("error", hangupListener);
  stdout.on("resize", resizeListener);
  stdin.pause();

  /** The first process of a container is not stopped by a signal of its own: nothing would continue it. */
  const setSuspended = (now: boolean): void => {
    suspended = now;
    cancelReturn();
    if (now) cancelReturn = clock.after(notStoppedMs, () => resume());
  };

  const enter = (): void => {
    if (entered) return;
    entered = true;
    setSuspended(false);
    setRaw(true);
    stdin.resume();
    writeBounded(fd, enterModes + (mouse ? enterMouse : ""), clock);
  };

  const leave = (): void => {
    entered = false;
    writeBounded(fd, (mouse ? leaveMouse : "") + leaveModes, clock);
    setRaw(false);
  };

  const restore = (): void => {
    if (!entered && !suspended) return;
    if (entered) leave();
    setSuspended(false);
    stdin.pause();
  };

  const resume = (): void => {
    if (!entered && !suspended) return;
    // A shell sets its own modes while the program is stopped: libuv must be made to set ours again.
    setRaw(false);
    entered = false;
    enter();
    onResize(readSize());
  };

  return {
    get size() {
      return readSize();
    },
    get entered() {
      return entered;
    },
    enter,
    restore,
    suspend: () => {
      if (!entered) return;
      // The input stays open: it keeps the program alive until SIGCONT is heard.
      leave();
      setSuspended(true);
      options.stopSelf();
    },
    resume,
    onInput: (listener) => {
      onInput = listener;
    },
    onResize: (listener) => {
      onResize = listener;
    },
    onHangup: (listener) => {
      onHangup = listener;
    },
    close: () => {
      restore();
      stdin.off("data", inputListener);
      stdin.off("end", hangupListener);
      stdin.off("error", hangupListener);
      stdout.off("resize", resizeListener);
    },
  };
};

const dimension = (
  told: number | undefined,
  fallback: number,
  otherwise: number,
  max: number,
): number => {
  const known = [told, fallback].find((each) => each !== undefined && each >= 1) ?? otherwise;
  return Math.min(max, Math.floor(known));
};
