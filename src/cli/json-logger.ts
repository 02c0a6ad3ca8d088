import { pino } from "pino";
import { type Logger } from "../protocol/effects.ts";

/** JSON lines on standard error; pino escapes what came from hosts. */
export const createJsonLogger = (name: string, level: string): Logger =>
  pino({ name, level, base: { name } }, pino.destination({ fd: 2, sync: false }));
