import { type FastifyReply, type FastifyRequest } from "fastify";
import { type Call } from "../../protocol/api/call.ts";
import { ProcmonError } from "../../protocol/procmon-error.ts";
import { makeSafeText } from "../../protocol/safe-text.ts";

/**
 * For a request that no route takes: 405 with the methods there are where the path is one of the table, 204
 * with them for OPTIONS, else 404.
 */
export const createMissingRoute = (calls: readonly Call[]) => {
  const methods = new Map<string, { pattern: RegExp; allowed: Set<string> }>();
  for (const { method, path, answer } of calls) {
    const known = methods.get(path) ?? {
      pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      allowed: new Set<string>(),
    };
    known.allowed.add(method);
    if (method === "GET" && answer.type !== "text/event-stream") known.allowed.add("HEAD");
    methods.set(path, known);
  }
  return ({ method, url }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = url.split("?", 1)[0] as string;
    const asked = makeSafeText(`${method} ${url}`).slice(0, 256);
    for (const { pattern, allowed } of methods.values()) {
      if (!pattern.test(path)) continue;
      const allow = [...allowed, "OPTIONS"].join(", ");
      void reply.header("Allow", allow);
      if (method === "OPTIONS") return reply.code(204).send();
      throw new ProcmonError(
        "PROCMON_METHOD_NOT_ALLOWED",
        `expected one of the methods ${allow}, got ${asked}`,
      );
    }
    throw new ProcmonError("PROCMON_NOT_FOUND", `there is nothing at ${asked}`);
  };
};
