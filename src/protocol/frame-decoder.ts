import * as z from "zod/mini";
import { limits } from "./limits.ts";
import { ProcmonError } from "./procmon-error.ts";
import { makeSafeText } from "./safe-text.ts";

/**
 * What reads one message by a schema. It throws nothing but ProcmonError: PROCMON_FRAME_TOO_LARGE,
 * PROCMON_FRAME_NOT_JSON or PROCMON_FRAME_INVALID with the place in the message.
 */
export const frameDecoder =
  <T>(schema: z.core.$ZodType<T>) =>
  (text: string): T => {
    if (text.length > limits.frameLength)
      throw new ProcmonError(
        "PROCMON_FRAME_TOO_LARGE",
        `expected a message of at most ${limits.frameLength} characters, got ${text.length}`,
      );
    const result = z.safeParse(schema, parseJson(text));
    if (result.success) return result.data;
    throw new ProcmonError("PROCMON_FRAME_INVALID", describeIssue(result.error), {
      cause: result.error,
    });
  };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ProcmonError(
      "PROCMON_FRAME_NOT_JSON",
      `expected one JSON object, got ${JSON.stringify(makeSafeText(text.slice(0, 40)))}`,
      { cause },
    );
  }
};

const describeIssue = (error: z.core.$ZodError): string => {
  const issue = error.issues[0];
  if (issue === undefined) return "expected a frame";
  const place = issue.path.length === 0 ? "frame" : issue.path.map(String).join(".");
  return makeSafeText(`${place}: ${issue.message}`.slice(0, 500));
};
