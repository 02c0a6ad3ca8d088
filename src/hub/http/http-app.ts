import { type FastifyInstance } from "fastify";
import { calls } from "../../protocol/api/calls.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { type AnsweredRequest, addAccessLog } from "./access-log.ts";
import { addRoutes } from "./add-routes.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { checkCorsOrigins } from "./cors-origins.ts";
import { createErrorAnswer } from "./error-answer.ts";
import { createGuard, type Guard } from "./guard.ts";
import { createHandlers } from "./handlers.ts";
import { httpLimits } from "./limits.ts";
import { createMissingRoute } from "./missing-route.ts";
import { requestIdOf } from "./request-id.ts";
import { type RouteContext } from "./route-context.ts";

/** What can change while requests are answered. */
export interface HttpSettings {
  /** Names that a Host header may have from now on, besides the hub's own. */
  setAllowHosts(names: readonly string[]): void;
  /** Origins whose pages may read answers from now on. Throws PROCMON_USAGE for what is no origin. */
  setCorsOrigins(origins: readonly string[]): void;
  /** Whether a line is logged for each request from now on. */
  setAccessLog(isOn: boolean): void;
}

export interface HttpOptions extends RouteContext {
  readonly allowHosts: readonly string[];
  readonly corsOrigins?: readonly string[];
  /** On unless said otherwise. */
  readonly accessLog?: boolean;
  /** Bytes of a body, once decompressed; what the table of calls says unless given. */
  readonly maxBody?: number;
  /** Told of every request that was answered. */
  readonly observe?: (request: AnsweredRequest) => void;
}

/** The REST API over a hub, not yet on any port. */
export interface HttpApp extends HttpSettings {
  readonly app: FastifyInstance;
  readonly guard: Guard;
}

/** For whoever opens the address in a browser: nothing here is a page, to be framed, cached or guessed at. */
const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** How long a page may rely on the answer to a preflight, seconds. */
const preflightAge = 600;
/** How long the headers of a request may take, and all of it, milliseconds. */
const headersTimeout = 10_000;
const requestTimeout = 60_000;

/** `listenHost` is the address it is to be reached under. */
export const createHttpApp = async (
  options: HttpOptions & { readonly listenHost: string },
): Promise<HttpApp> => {
  const { listenHost, log, clock } = options;
  let { allowHosts, corsOrigins = [], accessLog = true } = options;
  checkCorsOrigins(corsOrigins);
  let present = createGuard(listenHost, allowHosts, corsOrigins);
  const guard: Guard = (headers) => present(headers);
  const [{ default: fastify }, { default: cors }] = await Promise.all([
    import("fastify"),
    import("@fastify/cors"),
  ]);

  const answerError = createErrorAnswer(log);
  const app = fastify({
    bodyLimit: httpLimits.body,
    forceCloseConnections: true,
    http: {
      maxHeaderSize: httpLimits.headers,
      headersTimeout,
      // RFC 9110, 7.8: an offer to go on in another protocol, such as h2c, may be ignored. Since Node 24.9.
      shouldUpgradeCallback: ({ headers }) => /^websocket$/i.test(headers.upgrade ?? ""),
    },
    requestTimeout,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    routerOptions: { maxParamLength: httpLimits.pathPart },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, log),
    // A URL that cannot be decoded comes here and passes no hook.
    frameworkErrors: (error, request, reply) => {
      void reply.headers(securityHeaders).header("X-Request-Id", request.id);
      void answerError(error, request, reply);
    },
  });
  app.server.maxHeadersCount = httpLimits.headerCount;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  addAccessLog(app, { clock, log, isLogged: () => accessLog, observe: options.observe });
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(securityHeaders).header("X-Request-Id", request.id);
    if (request.url.length > httpLimits.url)
      throw new ProcmonError(
        "PROCMON_URL_TOO_LONG",
        `expected a path and query of at most ${httpLimits.url} bytes, got ${request.url.length}`,
      );
    guard(request.headers);
  });
  // Before any route, the one for preflights included: a route keeps the handler there is when it is added.
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(createMissingRoute(Object.values(calls)));
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && corsOrigins.includes(origin)),
    methods: ["GET", "HEAD", "POST", "DELETE"],
    exposedHeaders: ["ETag", "Link", "X-Request-Id"],
    maxAge: preflightAge,
  });
  addRoutes(app, createHandlers(options), { clock, maxBody: options.maxBody });
  return {
    app,
    guard,
    setAllowHosts: (names) => {
      allowHosts = names;
      present = createGuard(listenHost, allowHosts, corsOrigins);
    },
    setCorsOrigins: (origins) => {
      checkCorsOrigins(origins);
      corsOrigins = origins;
      present = createGuard(listenHost, allowHosts, corsOrigins);
    },
    setAccessLog: (isOn) => {
      accessLog = isOn;
    },
  };
};
