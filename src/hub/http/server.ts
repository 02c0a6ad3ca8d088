import { type AddressInfo } from "node:net";
import { type FastifyReply, type FastifyRequest } from "fastify";
import { type ZodTypeProvider } from "fastify-type-provider-zod";
import { type z } from "zod";
import { type Clock, type Logger } from "../../protocol/effects.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";
import { type Hub } from "../hub.ts";
import { createGuard, type Guard } from "./guard.ts";
import { checkListen } from "./listen-policy.ts";
import { problemOf, problemType } from "./problem.ts";
import { queryError } from "./query-error.ts";
import { addRoutes } from "./routes.ts";
import { acceptSockets } from "./sockets.ts";

export interface HttpServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Names that a Host header may have from now on, besides the hub's own. */
  setAllowHosts(names: readonly string[]): void;
  close(): Promise<void>;
}

/** No route takes a body yet. */
const bodyLimit = 1024;
/** For whoever opens the address in a browser: nothing here is a page, to be framed, cached or guessed at. */
const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Puts a hub on the network: REST, and WebSockets for agents and terminals. Throws
 * PROCMON_LISTEN_REFUSED for an address beyond loopback without `insecurePlaintext`.
 */
export const createHttpServer = async (options: {
  hub: Hub;
  listen: { readonly host: string; readonly port: number };
  allowHosts: readonly string[];
  insecurePlaintext: boolean;
  log: Logger;
  clock: Clock;
}): Promise<HttpServer> => {
  const { hub, listen, log, clock } = options;
  checkListen(listen.host, options.insecurePlaintext);
  let present = createGuard(listen.host, options.allowHosts);
  const guard: Guard = (headers) => present(headers);
  const { default: fastify } = await import("fastify");

  const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = error instanceof ProcmonError ? error : ofFastify(error);
    const problem = problemOf(known);
    const fields = { code: problem.code, path: makeSafeText(request.url).slice(0, 256) };
    if (known instanceof ProcmonError) log.debug(fields, problem.detail.replaceAll("\n", " "));
    else log.error({ ...fields, error: makeSafeText(String(error)) }, "a request failed");
    return reply.code(problem.status).type(problemType).send(problem);
  };
  const app = fastify({
    bodyLimit,
    requestTimeout: 10_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 256 },
    // A URL that cannot be decoded comes here and passes no hook.
    frameworkErrors: (error, request, reply) => {
      void answerError(error, request, reply.headers(securityHeaders));
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data: unknown) => {
    const result = schema.safeParse(data);
    return result.success
      ? { value: result.data }
      : { error: queryError(result.error, data, schema) };
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    guard(request.headers);
  });
  app.setNotFoundHandler(({ method, url }) => {
    const asked = makeSafeText(`${method} ${url}`).slice(0, 256);
    throw new ProcmonError("PROCMON_NOT_FOUND", `there is nothing at ${asked}`);
  });
  app.setErrorHandler(answerError);
  addRoutes(app, { hub, clock });

  const sockets = acceptSockets(app.server, { hub, guard, clock, log });
  try {
    await app.listen({ host: listen.host, port: listen.port });
  } catch (error) {
    await sockets.close();
    await app.close();
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ProcmonError(
      "PROCMON_USAGE",
      `expected an address that is free to listen on, got ${listen.host}:${listen.port} (${code})`,
      { cause: error },
    );
  }
  const { address, port, family } = app.server.address() as AddressInfo;
  return {
    setAllowHosts: (names) => {
      present = createGuard(listen.host, names);
    },
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: async () => {
      await sockets.close();
      await app.close();
    },
  };
};

/** What fastify itself refuses (a body too large or of the wrong kind) is the client's doing. */
const ofFastify = (error: unknown): unknown => {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode === 413)
    return new ProcmonError(
      "PROCMON_FRAME_TOO_LARGE",
      `expected a body of at most ${bodyLimit} bytes`,
    );
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? new ProcmonError("PROCMON_QUERY_INVALID", makeSafeText(message ?? "bad request"))
    : error;
};
