import { type Duplex } from "node:stream";
import { type Logger } from "../../protocol/effects.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { endWithProblem } from "./end-with-problem.ts";
import { httpLimits } from "./limits.ts";
import { problemOf } from "./problem.ts";
import { requestIdOf } from "./request-id.ts";

/** Answers what is no HTTP request, or has more headers than may be, and ends the connection. */
export const answerBrokenRequest = (
  error: NodeJS.ErrnoException,
  socket: Duplex,
  log: Logger,
): void => {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(refusalOf(error.code), requestIdOf(undefined));
  log.debug({ code: problem.code, request_id: problem.request_id }, problem.detail);
  endWithProblem(socket, problem);
};

const refusalOf = (code: string | undefined): ProcmonError =>
  code === "HPE_HEADER_OVERFLOW"
    ? new ProcmonError(
        "PROCMON_HEADERS_TOO_LARGE",
        `expected headers of at most ${httpLimits.headers} bytes`,
      )
    : new ProcmonError(
        "PROCMON_QUERY_INVALID",
        code === "ERR_HTTP_REQUEST_TIMEOUT"
          ? "expected a whole request within a minute"
          : "expected a request of HTTP/1.1",
      );
