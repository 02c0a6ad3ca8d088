import { type Logger } from "../../src/protocol/effects.ts";

export interface RecordingLogger extends Logger {
  readonly lines: { level: keyof Logger; fields: object; message: string }[];
}

/** A logger that keeps what was said, for a test to look at. */
export const createRecordingLogger = (): RecordingLogger => {
  const lines: RecordingLogger["lines"] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};
