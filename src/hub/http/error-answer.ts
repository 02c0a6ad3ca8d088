import { type FastifyReply, type FastifyRequest } from "fastify";
import { type Logger } from "../../protocol/effects.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { httpLimits } from "./limits.ts";
import { problemOf, problemType } from "./problem.ts";

/** Answers any error with a problem document. */
export const createErrorAnswer =
  (log: Logger) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = error instanceof ProcmonError ? error : ofFastify(error, request);
    const problem = problemOf(known, request.id);
    const fields = {
      code: problem.code,
      path: makeSafeText(request.url).slice(0, 256),
      request_id: request.id,
    };
    if (known instanceof ProcmonError) log.debug(fields, problem.detail.replaceAll("\n", " "));
    // Work that ends because nobody waits for it any more is no fault.
    else if (reply.raw.destroyed) log.debug(fields, "the client left");
    else log.error({ ...fields, error: makeSafeText(String(error)) }, "a request failed");
    // What the answer would have been says nothing about this one.
    for (const header of ["ETag", "Link", "Content-Encoding"]) reply.removeHeader(header);
    return reply.code(problem.status).type(problemType).send(problem);
  };

/** What fastify itself refuses (a body too large, a path it cannot decode) is the client's doing. */
const ofFastify = (error: unknown, request: FastifyRequest): unknown => {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode === 413)
    return new ProcmonError(
      "PROCMON_FRAME_TOO_LARGE",
      `expected a body of at most ${request.routeOptions.bodyLimit} bytes`,
    );
  if (statusCode === 414)
    return new ProcmonError(
      "PROCMON_URL_TOO_LONG",
      `expected parts of the path of at most ${httpLimits.pathPart} characters`,
    );
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? new ProcmonError("PROCMON_QUERY_INVALID", makeSafeText(message ?? "bad request"))
    : error;
};
