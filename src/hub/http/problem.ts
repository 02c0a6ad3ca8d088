import { type Problem } from "../../protocol/api.ts";
import { errorCodes } from "../../protocol/error-codes.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

export const problemType = "application/problem+json";

/** Any error as the document a client gets. Only our own errors say what happened: others may tell secrets. */
export const problemOf = (error: unknown): Problem => {
  const known =
    error instanceof ProcmonError
      ? error
      : new ProcmonError("PROCMON_INTERNAL", "the hub failed at this request");
  return {
    type: `urn:procmon:error:${known.code}`,
    title: errorCodes[known.code].meaning,
    status: known.httpStatus,
    // A caret line under a filter needs its line breaks; nothing else of a control character stays.
    detail: known.message.split("\n").map(makeSafeText).join("\n"),
    code: known.code,
    hint: known.hint,
  };
};
