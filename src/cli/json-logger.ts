import { pino } from "pino";
import { type Logger } from "../protocol/effects.ts";
import { makeSafeText } from "../protocol/safe-text.ts";

export interface JsonLogger extends Logger {
  /** The least that is logged from now on. */
  setLevel(level: string): void;
  /** Resolves once everything so far is written; never, where nobody reads. */
  flush(): Promise<void>;
}

/** Bytes that wait for a reader of the log at most; lines beyond are dropped, and counted in the next one. */
const mostWaiting = 4 * 1024 * 1024;
/** UTF-16 units of one text, items of one list, levels of one object. */
const longest = 4096;
const mostItems = 100;
const deepest = 4;

/**
 * JSON lines on a file descriptor, by default standard error. Every text in them is made safe: names and
 * reasons may come from hosts.
 */
export const createJsonLogger = (name: string, level: string, fd = 2): JsonLogger => {
  // With a least length of 0 its flush would not wait for anything.
  const destination = pino.destination({ fd, sync: false, minLength: 1, maxLength: mostWaiting });
  let dropped = 0;
  destination.on("drop", () => {
    dropped++;
  });
  const log = pino(
    {
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const at =
    (kind: keyof Logger) =>
    (fields: object, message: string): void => {
      if (!log.isLevelEnabled(kind)) return;
      const lost = dropped;
      const safe = safeValue(fields, 0) as object;
      log[kind](lost === 0 ? safe : { ...safe, lines_dropped: lost }, safeText(message));
      // This line may have been dropped as well; then the count goes on.
      if (dropped === lost) dropped = 0;
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    setLevel: (next) => {
      log.level = next;
    },
    flush: () =>
      new Promise((resolve) => {
        destination.flush(() => resolve());
      }),
  };
};

const safeText = (text: string): string => makeSafeText(text.slice(0, longest));

const safeValue = (value: unknown, depth: number): unknown => {
  if (typeof value === "string") return safeText(value);
  if (value instanceof Error) return safeText(String(value));
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepest) return "...";
  if (Array.isArray(value))
    return value.slice(0, mostItems).map((one) => safeValue(one, depth + 1));
  const entries = Object.entries(value).slice(0, mostItems);
  return Object.fromEntries(
    entries.map(([key, one]) => [safeText(key), safeValue(one, depth + 1)]),
  );
};
