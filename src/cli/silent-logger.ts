import { type Logger } from "../protocol/effects.ts";

/** For programs whose screen is not theirs to write on: what matters reaches it through state instead. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
