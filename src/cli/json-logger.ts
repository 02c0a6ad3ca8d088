import { pino } from "pino";
import { type Logger } from "../protocol/effects.ts";

/** JSON lines on standard error; pino escapes what came from hosts. */
export const createJsonLogger = (name: string, level: string): Logger =>
  pino(
    {
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: false }),
  );
