import { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/** One request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** As the router has it, such as `/api/v1/hosts/:host`; `none` where there is no such call. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/**
 * Tells of every request when it has been answered: to `observe`, and to the log, unless `isLogged` says no.
 * The query is left out: it may name what is nobody's business.
 */
export const addAccessLog = (
  app: FastifyInstance,
  {
    clock,
    log,
    isLogged,
    observe,
  }: {
    clock: Clock;
    log: Logger;
    isLogged: () => boolean;
    observe: ((request: AnsweredRequest) => void) | undefined;
  },
): void => {
  const tell = (
    request: FastifyRequest,
    reply: FastifyReply,
    begun: { readonly at: number; readonly bytes: number },
  ): void => {
    const ms = clock.monotonic() - begun.at;
    const { method } = request;
    const route = request.routeOptions.url ?? "none";
    const status = reply.statusCode;
    observe?.({ method, route, status, seconds: ms / 1000 });
    if (!isLogged()) return;
    log.info(
      {
        method: makeSafeText(method),
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        // Of the connection, headers included.
        bytes: Math.max(0, request.raw.socket.bytesWritten - begun.bytes),
        request_id: request.id,
        ...(!reply.raw.writableFinished && { aborted: true }),
      },
      "request",
    );
  };
  app.addHook("onRequest", async (request, reply) => {
    const begun = { at: clock.monotonic(), bytes: request.raw.socket.bytesWritten };
    // The hook onResponse is not called where the client left before the end.
    reply.raw.once("close", () => tell(request, reply, begun));
  });
};
