import { type Problem } from "../../protocol/api/problem.ts";
import { errorCodes } from "../../protocol/error-codes.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { BatchError } from "../upload/batch-error.ts";

export const problemType = "application/problem+json";

/** Any error as the document a client gets. Only our own errors say what happened: others may tell secrets. */
export const problemOf = (error: unknown, requestId: string): Problem => {
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
    instance: `urn:procmon:request:${requestId}`,
    code: known.code,
    hint: known.hint,
    request_id: requestId,
    ...(known instanceof BatchError && { errors: known.errors }),
  };
};
