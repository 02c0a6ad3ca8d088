import { STATUS_CODES } from "node:http";
import { type Duplex } from "node:stream";
import { type Problem } from "../../protocol/api/problem.ts";
import { problemType } from "./problem.ts";

/** Writes a problem as the whole answer of a connection that no server takes care of, and ends it. */
export const endWithProblem = (socket: Duplex, problem: Problem): void => {
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}\r\nConnection: close\r\n` +
      `X-Request-Id: ${problem.request_id}\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};
